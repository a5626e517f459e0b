// How many go in: one stepper, or one for each ticket type that has units left.
import { local } from "./localised.js";
import { say } from "./words.js";

/** @typedef {{ticket: string | null, name: string, left: number, units: number}} Row */

export class UnitChoice {
  /** @type {Row[]} */
  rows = [];

  /** @param {HTMLElement} host @param {() => void} changed */
  constructor(host, changed) {
    this.host = host;
    this.changed = changed;
    this.template = /** @type {HTMLTemplateElement} */ (host.querySelector("template"));
  }

  /** @returns {import("./door-office.js").Choice} */
  get choice() {
    const units = this.rows.reduce((sum, row) => sum + row.units, 0);
    if (this.rows.length < 2) return { units };
    return { units, lines: this.rows.filter((row) => row.units).map(({ ticket, units: n }) => ({ ticket, units: n })) };
  }

  /** @param {import("./door-verdict.js").Ticket} ticket @param {number} wanted of all types together, in their order */
  show(ticket, wanted) {
    const left = ticket.lines.map(({ ticket: id, name, units, used }) => ({ ticket: id, name: local(name), left: units - used }));
    const types = left.filter((row) => row.left > 0);
    const rows = types.length > 1 ? types : [{ ticket: null, name: "", left: ticket.units_left }];
    let rest = Math.min(wanted, ticket.units_left);
    this.rows = rows.map((row) => {
      const units = Math.min(row.left, rest);
      rest -= units;
      return { ...row, units };
    });
    this.host.querySelector("[data-choices]")?.replaceChildren(...this.rows.map((row) => this.stepper(row)));
    this.changed();
  }

  /** @param {Row} row */
  stepper(row) {
    const element = /** @type {HTMLElement} */ (this.template.content.firstElementChild?.cloneNode(true));
    const part = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (element.querySelector(`[data-${name}]`));
    part("type").textContent = row.name;
    const named = (/** @type {string} */ words) => (row.name ? `${row.name}: ${words}` : words);
    element.querySelector(".stepper")?.setAttribute("aria-label", named(say("door.units")));
    const draw = () => {
      part("units").textContent = String(row.units);
      part("fewer").disabled = row.units <= (this.rows.length > 1 ? 0 : 1);
      part("more").disabled = row.units >= row.left;
    };
    for (const [name, by] of /** @type {[string, number][]} */ ([["fewer", -1], ["more", 1]])) {
      part(name).setAttribute("aria-label", named(say(`door.${name}`)));
      part(name).addEventListener("click", () => {
        row.units += by;
        draw();
        this.changed();
      });
    }
    draw();
    return element;
  }
}
