// <door-house>: how many are in, counted by stamping; what waits on this device counts too. And the word of the moment.
import * as acts from "./door-acts.js";
import { keyOf } from "./door-pack.js";
import { clock } from "./formats.js";
import { local } from "./localised.js";

/** @typedef {{item: string, session: string | null, kind?: string, title: import("./localised.js").Localised, starts_at: string | null, issued: number, used: number,
 *   word?: {word: string, colour: string, hue: number}, support?: Record<string, string>}} House */

class DoorHouse extends HTMLElement {
  connectedCallback() {
    /** @type {House[]} */
    this.sessions = [];
    this.template = /** @type {HTMLTemplateElement} */ (this.querySelector("[data-house-row]"));
    acts.told.addEventListener("changed", () => this.draw());
  }

  /** @param {House[]} sessions */
  show(sessions) {
    this.sessions = sessions;
    this.draw();
  }

  draw() {
    const { sessions = [] } = this;
    this.querySelector("[data-no-sessions]")?.toggleAttribute("hidden", sessions.length > 0);
    this.querySelector("[data-house]")?.replaceChildren(...sessions.map((each) => this.row(each)));
  }

  /** @param {House} house */
  row(house) {
    const row = /** @type {HTMLElement} */ (this.template?.content.firstElementChild?.cloneNode(true));
    const unsent = acts.waiting().filter((act) => keyOf(act) === keyOf(house)).reduce((sum, { units }) => sum + units, 0);
    const used = house.used + unsent;
    const facts = { time: house.starts_at ? clock(house.starts_at) : "", title: local(house.title), used, issued: house.issued };
    for (const [name, words] of Object.entries(facts)) part(row, name).textContent = String(words);
    part(row, "time").hidden = !house.starts_at;
    part(row, "bar").style.setProperty("--share", String(house.issued ? Math.min(1, used / house.issued) : 0));
    part(row, "word").hidden = !house.word;
    if (house.word) {
      part(row, "word").dataset.hue = String(house.word.hue);
      part(row, "moment").textContent = `${house.word.word}・${house.word.colour}`;
    }
    return row;
  }
}

/** @param {HTMLElement} row @param {string} name */
function part(row, name) {
  return /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`));
}

customElements.define("door-house", DoorHouse);
