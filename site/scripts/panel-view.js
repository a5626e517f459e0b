// The face of <door-panel>: fills its places with a verdict, a ticket and what may be pressed. Knows nothing of the service.
import { people, plan, sitting, worded } from "./door-verdict.js";
import { local } from "./localised.js";
import { UnitChoice } from "./unit-choice.js";
import { say } from "./words.js";

/** @typedef {import("./door-verdict.js").Ticket} Ticket */

/** @type {Record<string, string>} */
const VERBS = { used_self: "door.admit_rest", offline_new: "desk.admit_lead" };

export class PanelView {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.verb = "door.admit";
    this.units = new UnitChoice(this.part("units-row"), () => this.chosen());
  }

  /** What would be stamped now. */
  get choice() {
    return this.units.choice;
  }

  /** @param {import("./door-verdict.js").Verdict} verdict @param {string} code */
  verdict({ tone, icon, sound, word, text, big, note }, code) {
    delete this.host.dataset.stamped;
    this.host.classList.remove("landing");
    Object.assign(this.host.dataset, { tone, result: code, sound });
    for (const mark of /** @type {NodeListOf<HTMLElement>} */ (this.host.querySelectorAll("[data-mark]"))) mark.toggleAttribute("hidden", mark.dataset.mark !== icon);
    this.part("panel").hidden = false;
    for (const [name, words] of Object.entries({ word, text, big, note })) this.write(name, words);
    this.part("find").hidden = code !== "unknown" || !this.host.closest("door-desk");
    this.press("");
  }

  /** @param {Ticket | null} ticket */
  about(ticket) {
    this.part("about").hidden = !ticket;
    this.host.toggleAttribute("data-known", Boolean(ticket?.id));
    if (!ticket) return;
    const id = `${ticket.six_digit.slice(0, 3)} ${ticket.six_digit.slice(3)}`.trim();
    const facts = { title: local(ticket.title), when: sitting(ticket), holder: ticket.holder, lines: ticket.uncertain ? "" : plan(ticket), id, notes: ticket.note ?? "" };
    for (const [name, words] of Object.entries(facts)) {
      this.write(name, words);
      const row = this.part(name).closest("div");
      if (row?.parentElement?.matches("dl")) row.hidden = !words;
    }
    this.part("id").parentElement?.toggleAttribute("hidden", !id); // no label is read out without its number
    this.part("id-check").hidden = !ticket.id_check;
    this.write("age", ticket.age_min ? say("desk.age", { n: ticket.age_min }) : "");
  }

  /** How many of each type, set to all that is left or to what the QR asked for, and the one button. @param {Ticket} ticket @param {string} result @param {number} [asked] */
  offer(ticket, result, asked) {
    this.verb = (VERBS[result] && worded(VERBS[result], ticket.kind)) ?? ({ event: "door.admit", pass: "door.spend" }[ticket.kind] ?? "door.redeem");
    this.write("left", ticket.uncertain ? say("desk.how_many") : say("door.left", { n: people(ticket.kind, ticket.units_left) }));
    this.part("units-row").hidden = ticket.units_left < 2;
    this.units.show(ticket, asked || (ticket.kind === "pass" || ticket.uncertain ? 1 : ticket.units_left));
    this.part("admit").focus({ preventScroll: true });
  }

  chosen() {
    this.press(say(this.verb, { n: this.choice.units }), true);
    /** @type {HTMLButtonElement} */ (this.part("admit")).disabled = !this.choice.units;
  }

  /** What the button says; nothing hides it, and without a choice of units the steppers go too. @param {string} words @param {boolean} [units] */
  press(words, units = false) {
    this.write("admit", words);
    /** @type {HTMLButtonElement} */ (this.part("admit")).disabled = false;
    if (!units) this.part("units-row").hidden = true;
  }

  /** @param {boolean} yes */
  busy(yes) {
    this.part("admit").setAttribute("aria-busy", String(yes));
  }

  /** Bring the seal down on the ticket. @param {import("./door-verdict.js").Answer} answer @param {string} time */
  seal({ ticket, offline }, time) {
    this.part("seal-date").textContent = ticket && !offline ? `${ticket.units_used}/${ticket.units_total}` : "";
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
    delete this.host.dataset.result;
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
