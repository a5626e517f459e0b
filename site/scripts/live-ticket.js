// <live-ticket>: the ticket on the fan's phone follows the door. When a stamp is made, the seal lands.
import { clock, day } from "./formats.js";
import { local } from "./localised.js";
import { say } from "./words.js";

const LANDING = 1600;
const LOST = 8000;
const UNDO = 600_000; // staff may take a stamp back for ten minutes
/** Pages of these have no QR and tell of money: the service draws them. */
const DRAWN = ["cancelled", "suspended", "moved"];
const OVER = ["used", "no_show", "cancelled", "expired", "moved"];
const stampDate = new Intl.DateTimeFormat("en-CA", { timeZone: document.documentElement.dataset.timeZone, dateStyle: "short" });

/**
 * @typedef {{id: string, at: string, units: number}} Stamp
 * @typedef {{ticket: string, name: import("./localised.js").Localised, units: number, used: number, entry?: [number, number]}} Line
 * @typedef {{state: string, timing?: string, kind: string, units_total: number, units_used: number, units_left: number, lines: Line[], stamps: Stamp[], six_digit: string | null}} Ticket
 */

class LiveTicket extends HTMLElement {
  connectedCallback() {
    this.used = this.querySelectorAll("[data-stamps] li").length;
    this.ahead = this.dataset.now && !this.hasAttribute("data-kept") ? Date.parse(this.dataset.now) - Date.now() : 0;
    this.today();
    this.onVisible = () => document.hidden || (this.today(), this.listen());
    document.addEventListener("visibilitychange", this.onVisible);
    this.listen();
  }

  disconnectedCallback() {
    this.stream?.close();
    document.removeEventListener("visibilitychange", this.onVisible);
  }

  /** Open the stream, unless it is open or nothing can change any more. */
  listen() {
    if (this.stream && this.stream.readyState !== EventSource.CLOSED) return;
    this.stream = new EventSource(`${location.pathname}/stream?lang=${document.documentElement.lang}`);
    this.stream.addEventListener("ticket", (event) => this.show(JSON.parse(event.data)));
    this.stream.addEventListener("open", () => (this.lost(false), this.removeAttribute("data-kept")));
    this.stream.addEventListener("error", () => (OVER.includes(this.dataset.state ?? "") ? this.finish() : this.lost(true)));
  }

  /** Say that the line is down, but only when it stays down; a closed stream is opened again. @param {boolean} yes */
  lost(yes) {
    clearTimeout(this.timer);
    const note = this.querySelector("[data-stale]");
    if (!yes) return note?.toggleAttribute("hidden", true);
    this.timer = setTimeout(() => {
      note?.toggleAttribute("hidden", false);
      this.listen();
    }, LOST);
  }

  /** @param {Ticket} ticket */
  show(ticket) {
    if (ticket.state !== this.dataset.state && [ticket.state, this.dataset.state].some((state) => DRAWN.includes(state ?? ""))) return location.reload();
    if (this.hasAttribute("data-qr-waits") && ticket.six_digit) return location.reload(); // its hour has come
    if (this.dataset.digits && ticket.six_digit !== this.dataset.digits) return location.reload(); // given: a new QR
    this.dispatchEvent(new CustomEvent("ticket", { detail: ticket }));
    const landed = ticket.stamps.length > this.used;
    this.used = ticket.stamps.length;
    const changed = landed || ticket.state !== this.dataset.state;
    this.dataset.state = ticket.state;
    this.toggleAttribute("data-early", ticket.state === "not_yet" || (ticket.state === "unused" && ticket.timing === "early"));
    if (changed) this.band(ticket);
    this.querySelector("[data-buy-again]")?.toggleAttribute("hidden", !["used", "expired"].includes(ticket.state));
    this.units(ticket);
    this.seals(ticket);
    if (landed) this.land();
    if (OVER.includes(ticket.state)) this.end = setTimeout(() => this.finish(), ticket.state === "used" ? UNDO : 0);
    else clearTimeout(this.end);
  }

  finish() {
    this.stream?.close();
    this.lost(false);
    document.removeEventListener("visibilitychange", this.onVisible);
  }

  /** @param {Ticket} ticket */
  band({ state, kind, stamps }) {
    const last = stamps.at(-1);
    this.put("[data-band-state]", state === "used" && last ? say("ticket.used_at", { time: clock(last.at) }) : say(`ticket.states.${state}`));
    this.put("[data-band-note]", state === "no_show" ? "" : say(`ticket.notes.${state === "used" && kind !== "event" ? "used_up" : state}`));
    this.today();
  }

  /** @param {Ticket} ticket */
  units({ kind, lines, stamps, units_left }) {
    const words = (/** @type {number} */ n) => say(`ticket.units.${kind}`, { n });
    this.put("[data-left]", String(units_left));
    this.rows("[data-lines]", lines.filter(({ units }) => units).map(({ name, units, used, entry }) => [[local(name) || this.dataset.kindName || "", numbered(entry)].filter(Boolean).join("\n"), say("ticket.line", { total: words(units), left: units - used })]));
    this.rows("[data-stamps]", stamps.map(({ at, units }) => [`${printed(at)} ${clock(at)}`, words(units)]));
    this.querySelector("[data-stamps-box]")?.toggleAttribute("hidden", !stamps.length);
  }

  /** @param {Ticket} ticket */
  seals({ stamps, units_used, units_total }) {
    const last = stamps.at(-1);
    if (!last) return;
    for (const text of this.querySelectorAll("[data-seal-date]")) text.textContent = printed(last.at);
    for (const text of this.querySelectorAll("[data-seal-time]")) text.textContent = clock(last.at);
    this.put('[data-seal="part"] [data-seal-word]', `${units_used}/${units_total}`);
  }

  /** Let the stamp come down where the fan sees it. */
  land() {
    const seal = this.dataset.state === "used" ? ".stub-mark" : '[data-seal="part"]';
    this.querySelector(seal)?.scrollIntoView({ block: "nearest" });
    this.classList.remove("landing");
    requestAnimationFrame(() => {
      this.classList.add("landing");
      setTimeout(() => this.classList.remove("landing"), LANDING);
    });
    if (navigator.userActivation?.hasBeenActive) setTimeout(() => navigator.vibrate?.(30), 190);
  }

  /** Before the day, say which day the ticket is for and which day it is. */
  today() {
    const { starts } = this.dataset;
    if (!starts || !this.hasAttribute("data-early")) return;
    this.put("[data-band-note]", say("ticket.wrong_day", { day: day(starts) }) + say("ticket.today_gap") + say("ticket.today", { today: day(new Date(Date.now() + (this.ahead ?? 0))) }));
  }

  /**
   * @param {string} selector
   * @param {string[][]} rows
   */
  rows(selector, rows) {
    const list = this.querySelector(selector);
    list?.replaceChildren(...rows.map((cells) => {
      const row = document.createElement("li");
      row.append(...cells.flatMap((cell) => [Object.assign(document.createElement("span"), { textContent: cell }), " "]));
      return row;
    }));
  }

  /**
   * @param {string} selector
   * @param {string} text
   */
  put(selector, text) {
    const place = this.querySelector(selector);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

/** "2026.12.24", as a date stamp prints it. @param {string} at */
function printed(at) {
  return stampDate.format(new Date(at)).replaceAll("-", ".");
}

/** 「整理番号 12〜15」. @param {[number, number] | undefined} entry */
function numbered(entry) {
  if (!entry) return "";
  const [from, to] = entry;
  return from === to ? say("ticket.entry_one", { n: from }) : say("ticket.entry", { from, to });
}

customElements.define("live-ticket", LiveTicket);
