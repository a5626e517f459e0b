// The face of <door-panel>: fills its places with a verdict, a ticket and what may be pressed. Knows nothing of the service.
import { people, plan, sitting } from "./door-verdict.js";
import { local } from "./localised.js";
import { say } from "./words.js";

/** @typedef {import("./door-verdict.js").Ticket} Ticket */

export class PanelView {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.units = 1;
    this.left = 0;
    this.verb = "admit";
  }

  /** @param {import("./door-verdict.js").Verdict} verdict @param {string} code */
  verdict({ tone, word, text, big }, code) {
    delete this.host.dataset.stamped;
    this.host.classList.remove("landing");
    Object.assign(this.host.dataset, { tone, result: code });
    this.part("panel").hidden = false;
    for (const [name, words] of Object.entries({ word, text, big })) this.write(name, words);
    this.press("");
  }

  /** @param {Ticket | null} ticket */
  about(ticket) {
    this.part("about").hidden = !ticket;
    if (!ticket) return;
    const id = `${ticket.six_digit.slice(0, 3)} ${ticket.six_digit.slice(3)}`;
    const facts = { title: local(ticket.title), when: sitting(ticket), holder: ticket.holder, lines: plan(ticket), id };
    for (const [name, words] of Object.entries(facts)) this.write(name, words);
    this.part("id-check").hidden = !ticket.id_check;
  }

  /** The stepper, set to all that is left, and the one button. @param {Ticket} ticket @param {boolean} rest after a part went in */
  offer(ticket, rest) {
    this.left = ticket.units_left;
    this.verb = rest ? "admit_rest" : ({ event: "admit", pass: "spend" }[ticket.kind] ?? "redeem");
    this.part("units-row").hidden = this.left < 2;
    this.write("left", say("door.left", { n: people(ticket.kind, this.left) }));
    this.choose(ticket.kind === "pass" ? 1 : this.left);
    this.part("admit").focus({ preventScroll: true });
  }

  /** @param {number} units */
  choose(units) {
    this.units = Math.min(Math.max(1, units), this.left);
    this.write("units", String(this.units));
    /** @type {HTMLButtonElement} */ (this.part("fewer")).disabled = this.units <= 1;
    /** @type {HTMLButtonElement} */ (this.part("more")).disabled = this.units >= this.left;
    this.press(say(`door.${this.verb}`, { n: this.units }), true);
  }

  /** What the button says; nothing hides it, and without a choice of units the stepper goes too. @param {string} words @param {boolean} [units] */
  press(words, units = false) {
    this.write("admit", words);
    if (!units) this.part("units-row").hidden = true;
  }

  /** @param {boolean} yes */
  busy(yes) {
    this.part("admit").setAttribute("aria-busy", String(yes));
  }

  /** Bring the seal down on the ticket. @param {Ticket | null} ticket @param {string} time */
  seal(ticket, time) {
    this.part("seal-date").textContent = ticket ? `${ticket.units_used}/${ticket.units_total}` : "";
    this.part("seal-time").textContent = time;
    this.host.dataset.stamped = "";
    this.host.classList.add("landing");
  }

  next() {
    this.part("next").focus({ preventScroll: true });
  }

  close() {
    this.part("panel").hidden = true;
    this.host.dataset.tone = "idle";
  }

  /** Fill a place; an empty one is hidden. @param {string} name @param {string} words */
  write(name, words) {
    const place = this.part(name);
    place.textContent = words;
    place.hidden = !words;
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.host.querySelector(`[data-${name}]`));
  }
}
