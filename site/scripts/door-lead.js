// <door-lead>: 「受付の準備」. Shifts with their QR, the devices in them, and stopping one at once.
import "./door-crew.js";
import "./door-watch.js";
import { attempt } from "./attempt.js";
import { TOO_FAR } from "./door-clock.js";
import { clock, moment } from "./formats.js";
import { local } from "./localised.js";
import { twice } from "./second-look.js";
import { address } from "./service.js";
import { copy, part, put, slot } from "./slots.js";
import { say } from "./words.js";

/** @typedef {{id: string, staff: string, number: string, since: string, seen_at: string | null, unsent: number | null, offset: number | null, stopped_at: string | null}} Device */
/** @typedef {{id: string, code: string, url: string, item: string | null, session: string | null, venue: string | null, starts_at: string, ends_at: string | null, devices: Device[]}} Shift */

/** @typedef {{item: string, title: import("./localised.js").Localised, sessions: {session: string, starts_at: string}[]}} Item */

const EVERY = 15_000;

class DoorLead extends HTMLElement {
  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (part(this, "start"));
    this.form.addEventListener("submit", (event) => this.start(event));
    this.desk = this.closest("door-desk");
    this.desk?.addEventListener("mode", (event) => /** @type {CustomEvent} */ (event).detail === "lead" && this.refresh());
    setInterval(() => document.hidden || this.closest("[hidden]") || this.refresh(), EVERY);
    this.querySelector("dialog button")?.addEventListener("click", () => this.querySelector("dialog")?.close());
  }

  async refresh() {
    const { data, words } = await attempt("/api/shifts");
    put(this, "said", words);
    if (data) this.draw(data);
    for (const name of ["door-crew", "door-watch"]) /** @type {any} */ (this.querySelector(name)).refresh();
  }

  /** A shift is for all there is, for an item, or for one of its sessions; at one venue or at all. @param {Item[]} items @param {{id: string, name: string}[]} venues */
  offer(items, venues) {
    const choices = items.flatMap(({ item, title, sessions }) => [
      ...(sessions.length === 1 ? [] : [{ value: `${item}/`, words: local(title) }]),
      ...sessions.map(({ session, starts_at }) => ({ value: `${item}/${session}`, words: `${local(title)} ${moment(starts_at)}` })),
    ]);
    fill(this.form?.elements.namedItem("session"), say("desk.lead.all"), choices);
    fill(this.form?.elements.namedItem("venue"), say("desk.crew.all_venues"), venues.map(({ id, name }) => ({ value: id, words: name })));
    part(this, "venue").hidden = venues.length < 2;
  }

  /** @param {Event} event */
  async start(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const [item, session] = String(fields.get("session") ?? "").split("/");
    const wish = Object.entries({ item, session, venue: fields.get("venue") }).filter(([, value]) => value);
    const { data, words } = await attempt("/api/shifts", { method: "POST", body: Object.fromEntries(wish) });
    put(this, "said", words);
    if (data) await this.refresh();
  }

  /** @param {{shifts: Shift[], items?: Item[], venues?: {id: string, name: string}[]}} data */
  draw({ shifts, items = [], venues = [] }) {
    this.items = items;
    this.offer(items, venues);
    part(this, "none").hidden = shifts.length > 0;
    part(this, "shifts").replaceChildren(...shifts.map((shift) => this.shift(shift)));
  }

  /** @param {Shift} shift */
  shift(shift) {
    const row = copy(this, "shift");
    slot(row, "code").textContent = shift.code;
    slot(row, "until").textContent = shift.ends_at ? say("desk.lead.until", { time: moment(shift.ends_at) }) : "";
    slot(row, "scope").textContent = shift.item ? this.titleOf(shift) : say("desk.lead.all");
    row.querySelector("[data-qr]")?.addEventListener("click", () => this.showQr(shift));
    const end = /** @type {HTMLButtonElement} */ (row.querySelector("[data-end]"));
    twice(end, say("desk.lead.end_sure"), () => this.act(`/api/shifts/${shift.id}/end`));
    part(row, "no-devices").hidden = shift.devices.length > 0;
    part(row, "devices").replaceChildren(...shift.devices.map((device) => this.device(row, device)));
    return row;
  }

  /** @param {Shift} shift */
  titleOf({ item, session }) {
    const found = this.items?.find((each) => each.item === item);
    const date = found?.sessions.find((each) => each.session === session);
    return [found ? local(found.title) : item, date ? moment(date.starts_at) : ""].filter(Boolean).join(" ");
  }

  /** @param {HTMLElement} host @param {Device} device */
  device(host, { id, staff, number, seen_at, unsent, offset, stopped_at }) {
    const row = copy(host, "device");
    slot(row, "who").textContent = `${staff} (${number})`;
    slot(row, "seen").textContent = stopped_at ? say("desk.lead.stopped", { time: clock(stopped_at) }) : seen_at ? say("desk.lead.seen", { time: clock(seen_at) }) : "";
    put(row, "unsent", unsent ? say("desk.lead.unsent", { n: unsent }) : "");
    put(row, "clock", Math.abs(offset ?? 0) * 1000 > TOO_FAR ? say("desk.lead.clock") : "");
    const stop = /** @type {HTMLButtonElement} */ (row.querySelector("[data-stop]"));
    stop.hidden = Boolean(stopped_at);
    stop.setAttribute("aria-label", say("desk.lead.stop_label", { name: staff }));
    twice(stop, say("desk.lead.stop_sure"), () => this.act(`/api/devices/${id}/stop`));
    return row;
  }

  /** Helpers scan it with their camera; the code is for the copy on an iPhone's home screen. @param {Shift} shift */
  showQr({ id, code, url }) {
    const picture = Object.assign(new Image(280, 280), { src: address(`/api/shifts/${id}/qr.svg`), alt: say("desk.lead.qr") });
    part(this, "qr").replaceChildren(picture);
    slot(this, "qr-code").textContent = code.replace(/^(....)/, "$1 ");
    slot(this, "qr-url").textContent = url;
    this.querySelector("dialog")?.showModal();
  }

  /** @param {string} path */
  async act(path) {
    const { words } = await attempt(path, { method: "POST", body: {} });
    await this.refresh();
    put(this, "said", words);
  }
}

/** @param {any} choice a select, which keeps what is chosen @param {string} first @param {{value: string, words: string}[]} options */
function fill(choice, first, options) {
  const chosen = choice.value;
  choice.replaceChildren(new Option(first, ""), ...options.map(({ value, words }) => new Option(words, value)));
  choice.value = options.some(({ value }) => value === chosen) ? chosen : "";
}

customElements.define("door-lead", DoorLead);
