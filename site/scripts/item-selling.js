// <item-selling>: 「販売を停止 / 再開」 for each channel, and 「休日設定」 for each date, with what is booked asked about first.
import "./copy-line.js";
import { channels, sharing } from "./channels.js";
import { moment, day } from "./formats.js";
import { local } from "./localised.js";
import { OwnerView } from "./owner-view.js";
import { copy, part, slot } from "./slots.js";
import { say } from "./words.js";

class ItemSelling extends OwnerView {
  get place() {
    return "selling";
  }

  connectedCallback() {
    slot(this, "channels").addEventListener("click", (event) => this.pressed(event));
    slot(this, "dates").addEventListener("click", (event) => this.pressed(event));
    slot(this, "keep").addEventListener("click", () => this.close(this.date ?? "", { bookings: "keep" }));
    slot(this, "leave").addEventListener("click", () => this.question(null));
    super.connectedCallback();
  }

  /** @param {string[]} parts */
  async show([id]) {
    this.item = id;
    this.question(null);
    slot(this, "back").setAttribute("href", `#item/${encodeURIComponent(id)}`);
    const { data, status } = await this.ask(`/api/selling/${encodeURIComponent(id)}`);
    part(this, "unknown").hidden = status !== 404;
    part(this, "selling").hidden = !data;
    this.names = await channels();
    this.shares = await sharing();
    if (data) this.fill(data);
  }

  /** @param {any} told */
  fill(told) {
    slot(this, "back").textContent = local(told.title);
    slot(this, "title").textContent = local(told.title);
    slot(this, "channels").replaceChildren(...told.channels.map((/** @type {any} */ each) => this.channel(each)));
    part(this, "links").hidden = !told.links.length;
    slot(this, "links").replaceChildren();
    for (const each of told.links) this.link(each);
    part(this, "calendar").hidden = told.kind !== "event";
    part(this, "none").hidden = told.sessions.length > 0;
    slot(this, "dates").replaceChildren(...told.sessions.map((/** @type {any} */ each) => this.session(each)));
  }

  /** @param {{id: string, paused: boolean}} channel */
  channel({ id, paused }) {
    const name = this.names?.[id] ?? id;
    const shares = this.shares?.[id];
    const contact = shares === undefined ? "" : say(shares ? "owner.selling.known" : "owner.selling.unknown");
    const note = [say(paused ? "owner.selling.paused" : "owner.selling.sells"), contact].filter(Boolean).join(" / ");
    return this.row(name, note, paused, { channel: id, paused: String(!paused) }, say(paused ? "owner.selling.resume" : "owner.selling.pause"));
  }

  /** What a partner puts on its own pages. @param {{channel: string, item_url: string, shop_url: string}} link */
  link({ channel, item_url: item, shop_url: shop }) {
    const row = copy(this, "link");
    slot(this, "links").append(row);
    slot(row, "partner").textContent = this.names?.[channel] ?? channel;
    for (const [name, url] of Object.entries({ item, shop })) {
      /** @type {any} */ (slot(row, name).closest("copy-line")).show(url);
    }
  }

  /** @param {any} date */
  session(date) {
    const when = date.all_day ? day(date.starts_at) : moment(date.starts_at);
    const left = date.remaining === null ? "" : say("owner.selling.left", { n: date.remaining });
    const booked = date.tickets ? say("owner.selling.booked", { n: date.tickets }) : "";
    const note = [say(`owner.selling.state.${date.state}`), date.state === "open" ? left : "", booked, date.read_only ? say("owner.selling.elsewhere") : ""].filter(Boolean).join(" / ");
    const row = this.row(when, note, date.state !== "open", { date: date.id, open: date.state === "closed" ? "yes" : "", when }, say(date.state === "closed" ? "owner.selling.reopen" : "owner.selling.close"));
    slot(row, "do").hidden = date.state === "cancelled" || date.read_only;
    return row;
  }

  /** @param {string} name @param {string} note @param {boolean} off @param {Record<string, string>} about @param {string} act */
  row(name, note, off, about, act) {
    const row = copy(this, "row");
    slot(row, "name").textContent = name;
    slot(row, "note").textContent = note;
    row.classList.toggle("is-off", off);
    const button = slot(row, "do");
    Object.assign(button.dataset, about);
    button.textContent = act;
    button.setAttribute("aria-label", `${name} ${act}`);
    return row;
  }

  /** @param {Event} event */
  pressed(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    const { channel, paused, date, open, when } = button.dataset;
    if (channel) this.change("/api/pause", { item: this.item, channel, paused: paused === "true" });
    else if (date) this.close(date, open ? { open: true } : {}, when);
  }

  /** @param {string} date @param {Record<string, unknown>} body @param {string} [when] */
  async close(date, body, when = "") {
    const path = `/api/sessions/${encodeURIComponent(this.item ?? "")}/${encodeURIComponent(date)}/close`;
    const { error } = await this.change(path, body);
    if (error?.code !== "bookings_open") return;
    slot(this, "said").textContent = "";
    this.question(date, /** @type {any} */ (error).tickets, when);
  }

  /** @param {string} path @param {Record<string, unknown>} body */
  async change(path, body) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.getAttribute("aria-label")?.split(" ")[0];
    const answer = await this.ask(path, { method: "POST", body });
    if (!answer.data) return answer;
    this.question(null);
    this.fill(answer.data);
    const again = [...this.querySelectorAll("button[aria-label]")].find((each) => focused && each.getAttribute("aria-label")?.startsWith(focused));
    /** @type {HTMLElement | undefined} */ (again)?.focus();
    slot(this, "changed").textContent = say("owner.selling.changed");
    return answer;
  }

  /** The question what becomes of the bookings; null takes it away. @param {string | null} date @param {number} [n] @param {string} [when] */
  question(date, n = 0, when = "") {
    this.date = date;
    part(this, "bookings").hidden = !date;
    slot(this, "changed").textContent = "";
    if (!date) return;
    slot(this, "question").textContent = say("owner.selling.question", { when, n });
    slot(this, "cancel").setAttribute("href", `#call-off/${encodeURIComponent(this.item ?? "")}/${encodeURIComponent(date)}`);
    part(this, "bookings").querySelector("h2")?.focus();
  }
}

customElements.define("item-selling", ItemSelling);
