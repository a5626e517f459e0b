// <usage-board>: item list → item → 「利用状況を見る」 → numbers. The address keeps the place, the feed keeps it fresh.
import "./mail-link.js";
import { bars } from "./bar-chart.js";
import { longDay } from "./far-days.js";
import { clock } from "./formats.js";
import { local } from "./localised.js";
import { place } from "./owner-view.js";
import { UsageFeed } from "./usage-feed.js";
import { groups, quarters, todays } from "./usage-order.js";
import { copy, figures, flash, kindWord, note, put, ticketRow, when } from "./usage-view.js";
import { say } from "./words.js";

/** A place that is open every day has more dates than these; then only those with tickets are shown one by one. */
const MANY = 12;

const seconds = new Intl.DateTimeFormat("en-GB", { timeZone: document.documentElement.dataset.timeZone, timeStyle: "medium" });

/**
 * @typedef {import("./usage-feed.js").Feed} Feed
 * @typedef {import("./usage-feed.js").ItemCount} Item
 */

class UsageBoard extends HTMLElement {
  connectedCallback() {
    this.feed = new UsageFeed((data) => this.told(data), (state) => this.became(state));
    this.querySelector("[data-refresh]")?.addEventListener("click", () => this.feed?.refresh());
    window.addEventListener("hashchange", () => this.route(true));
    this.hidden = !["items", "item"].includes(place().name);
    this.feed.start();
  }

  /** @param {Feed} data */
  told(data) {
    // The shop's clock, not this device's; an answer from the browser's own store says nothing new of the time.
    // It is as old as the last change: a shop whose clock is not ahead of this device's has its time.
    if (data.at !== this.data?.at) this.ahead = Math.max(0, Date.parse(data.at) - Date.now());
    this.data = data;
    this.route(false);
  }

  /** @param {string} state */
  became(state) {
    this.dataset.state = state;
    if (state === "sign-in") return this.signIn();
    const time = this.data ? seconds.format(new Date(Date.now() + (this.ahead ?? 0))) : "";
    if (state === "live") this.stamp = time;
    const words = state !== "lost" ? say("usage.updated", { time: this.stamp ?? "—" }) : this.stamp ? say("usage.lost", { time: this.stamp }) : say("common.unreachable");
    put(this, "updated", words);
    if (state === "lost") put(this, "spoken", words);
    if (state === "lost") this.querySelector("[data-loading]")?.remove();
    this.querySelector("[data-status]")?.removeAttribute("hidden");
  }

  /** Nobody is signed in: whatever the address names waits behind this. */
  signIn() {
    this.hidden = false;
    this.parentElement?.classList.add("is-signed-out");
    this.open("sign-in");
  }

  /** Show the place that the address names. @param {boolean} moved by the person, so that the heading takes the focus */
  route(moved) {
    if (this.parentElement?.classList.contains("is-signed-out")) return; // what the address names waits behind the sign-in
    this.hidden = !["items", "item"].includes(place().name);
    if (!this.data || this.hidden) return;
    const [, id, usage] = location.hash.slice(1).split("/").map(decodeURIComponent);
    const item = this.data.items.find((each) => each.id === id);
    if (!id) this.items(this.data);
    else if (!item) this.open("unknown");
    else if (usage) this.usage(item);
    else this.item(item);
    if (!moved) return;
    const heading = /** @type {HTMLElement | null} */ (this.querySelector("[data-view]:not([hidden]) h1"));
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
    scrollTo(0, 0);
  }

  /** @param {Feed} data */
  items({ items, since }) {
    this.open("items");
    put(this, "since", since ? say("usage.since", { day: longDay(since) }) : "");
    this.querySelector("[data-since]")?.toggleAttribute("hidden", !since);
    this.querySelector("[data-empty]")?.toggleAttribute("hidden", items.length > 0);
    this.today();
    const kinds = groups(items, this.now);
    this.fill("[data-items]", kinds.map(({ kind, items: some }) => {
      const group = copy(this, "group");
      put(group, "title", say(`usage.groups.${kind}`));
      group.querySelector("h2")?.toggleAttribute("hidden", kinds.length < 2);
      group.querySelector("ul")?.append(...some.map((item) => this.row(item, local(item.title), kinds.length > 1 && item.kind !== "event" ? "" : note(item), `#item/${encodeURIComponent(item.id)}`)));
      return group;
    }));
  }

  /** The shop's moment. */
  get now() {
    return new Date(Date.now() + (this.ahead ?? 0));
  }

  /** What happens on this very day, with figures that can be read from across the room. */
  today() {
    const some = todays(this.data?.items ?? [], this.now);
    this.querySelector("[data-today-part]")?.toggleAttribute("hidden", !some.length);
    this.fill("[data-today]", some.map(({ item, session }) => {
      const part = copy(this, "now");
      put(part, "title", local(item.title));
      put(part, "note", [session.starts_at ? clock(session.starts_at) : "", capacity(session)].filter(Boolean).join(" · "));
      part.querySelector("a")?.setAttribute("href", `#item/${encodeURIComponent(item.id)}/usage`);
      part.querySelector("[data-place]")?.replaceChildren(this.numbers(session));
      return part;
    }));
  }

  /** @param {Item} item */
  item(item) {
    this.open("item");
    const here = `#item/${encodeURIComponent(item.id)}/usage`;
    put(this, "item-kind", kindWord(item));
    put(this, "item-title", local(item.title));
    this.querySelector("[data-item-usage]")?.setAttribute("href", here);
    this.querySelector("[data-item-holders]")?.setAttribute("href", `#holders/${encodeURIComponent(item.id)}`);
    this.querySelector("[data-item-uses]")?.setAttribute("href", `#uses?${new URLSearchParams({ item: item.id })}`);
    this.querySelector("[data-item-orders]")?.setAttribute("href", `#orders?${new URLSearchParams({ item: item.id })}`);
    const selling = this.querySelector("[data-item-selling]");
    selling?.setAttribute("href", `#selling/${encodeURIComponent(item.id)}`);
    selling?.toggleAttribute("hidden", item.kind === "coupon");
    const callOff = this.querySelector("[data-item-call-off]");
    callOff?.setAttribute("href", `#call-off/${encodeURIComponent(item.id)}`);
    callOff?.toggleAttribute("hidden", item.kind !== "event");
    this.querySelector("[data-no-sessions]")?.toggleAttribute("hidden", item.sessions.length > 0);
    this.fill("[data-item-sessions]", item.sessions.map((session) => this.row(session, when(session), capacity(session), here)));
  }

  /** @param {Item} item */
  usage(item) {
    this.open("usage");
    put(this, "usage-title", local(item.title));
    const back = /** @type {HTMLAnchorElement} */ (this.querySelector("[data-usage-back]"));
    back.href = `#item/${encodeURIComponent(item.id)}`;
    back.textContent = local(item.title);
    this.fill("[data-usage-total]", [this.numbers(item)]);
    const several = item.sessions.length > 1;
    const shown = item.sessions.filter(({ issued, cancelled }) => item.sessions.length <= MANY || issued || cancelled);
    this.fill("[data-usage-sessions]", shown.map((session) => {
      const part = copy(this, "session");
      put(part, "when", when(session));
      put(part, "note", capacity(session));
      if (several) part.querySelector("[data-place]")?.replaceChildren(this.numbers(session));
      arrived(part, session.arrivals ?? []);
      part.querySelector("tbody")?.replaceChildren(...session.tickets.map(ticketRow));
      const table = part.querySelector("[data-table]");
      table?.toggleAttribute("hidden", !session.tickets.length);
      table?.setAttribute("aria-label", `${say("usage.tickets")} ${when(session)}`);
      return part;
    }));
  }

  /** @param {import("./usage-feed.js").Count} count @param {string} title @param {string} about @param {string} link */
  row(count, title, about, link) {
    const row = copy(this, "row");
    put(row, "title", title);
    put(row, "note", about);
    row.querySelector("[data-link]")?.setAttribute("href", link);
    figures(row, count);
    return row;
  }

  /** @param {import("./usage-feed.js").Count} count */
  numbers(count) {
    const part = copy(this, "figures");
    figures(part, count);
    return part;
  }

  /** Put new rows in place of the old, keeping the focus and marking what changed. @param {string} selector @param {HTMLElement[]} rows */
  fill(selector, rows) {
    const place = /** @type {HTMLElement} */ (this.querySelector(selector));
    const links = [...place.querySelectorAll("a")];
    const focused = links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
    const before = place.cloneNode(true);
    const same = place.dataset.place === location.hash;
    place.replaceChildren(...rows);
    place.dataset.place = location.hash;
    if (same) flash(/** @type {Element} */ (before), place);
    if (focused >= 0) place.querySelectorAll("a")[focused]?.focus();
  }

  /** @param {string} name */
  open(name) {
    this.querySelector("[data-loading]")?.remove();
    for (const view of this.querySelectorAll("[data-view]")) view.toggleAttribute("hidden", /** @type {HTMLElement} */ (view).dataset.view !== name);
    this.querySelector("[data-status]")?.toggleAttribute("hidden", name === "sign-in");
  }
}

/** Who came when, as bars. @param {HTMLElement} part @param {{at: string, used: number}[]} arrivals */
function arrived(part, arrivals) {
  const place = part.querySelector("[data-arrivals]");
  place?.toggleAttribute("hidden", !arrivals.length);
  if (arrivals.length) place?.querySelector(".table-frame")?.replaceChildren(bars(quarters(arrivals), say("analysis.arrivals")));
}

/** @param {{capacity: number | null}} session */
function capacity({ capacity: n }) {
  return n === null || n === undefined ? "" : say("usage.capacity", { n });
}

customElements.define("usage-board", UsageBoard);
