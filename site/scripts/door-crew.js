// <door-crew>: the helpers: add one, a new PIN, stop one. A PIN is shown once.
import { attempt } from "./attempt.js";
import { twice } from "./second-look.js";
import { copy, part, put, slot } from "./slots.js";
import { say } from "./words.js";

/** @typedef {{id: string, number: string, name: string, role: string, venue: string | null, stopped_at: string | null}} Helper */

class DoorCrew extends HTMLElement {
  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.form.addEventListener("submit", (event) => this.add(event));
  }

  async refresh() {
    const { data } = await attempt("/api/helpers");
    if (data) this.draw(data.helpers);
  }

  /** @param {Helper[]} helpers */
  draw(helpers) {
    part(this, "helpers").replaceChildren(...helpers.filter(({ stopped_at }) => !stopped_at).map((helper) => this.row(helper)));
  }

  /** @param {Helper} helper */
  row({ id, name, number, role, venue }) {
    const row = copy(this, "helper");
    slot(row, "who").textContent = `${name || say("desk.crew.nameless")} (${number})`;
    put(row, "role", [role === "staff" ? "" : say(`desk.crew.roles.${role}`), venue].filter(Boolean).join(" · "));
    const pin = /** @type {HTMLButtonElement} */ (row.querySelector("[data-pin]"));
    const stop = /** @type {HTMLButtonElement} */ (row.querySelector("[data-stop]"));
    pin.hidden = stop.hidden = role === "owner";
    pin.setAttribute("aria-label", say("desk.crew.pin_label", { name: name || number }));
    stop.setAttribute("aria-label", say("desk.crew.stop_label", { name: name || number }));
    twice(pin, say("desk.crew.pin_sure"), () => this.act(`/api/helpers/${id}/pin`, {}));
    twice(stop, say("desk.crew.stop_sure"), () => this.act(`/api/helpers/${id}/stop`, {}));
    return row;
  }

  /** @param {Event} event */
  async add(event) {
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(/** @type {HTMLFormElement} */ (event.target))].filter(([, value]) => value));
    if (await this.act("/api/helpers", fields)) this.form?.reset();
  }

  /** @param {string} path @param {object} body */
  async act(path, body) {
    const { data, words } = await attempt(path, { method: "POST", body });
    put(this, "said", words);
    slot(this, "pin").hidden = !data?.pin;
    if (data?.pin) slot(this, "pin").textContent = say("desk.crew.pin_is", { name: data.name ?? "", number: data.number ?? "", pin: data.pin });
    await this.refresh();
    return !words;
  }
}

customElements.define("door-crew", DoorCrew);
