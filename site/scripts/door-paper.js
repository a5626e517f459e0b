// <door-paper>: 「紙から入力」. Ticks of the printed list are typed in later, each with the time it was made at.
import { attempt } from "./attempt.js";
import { now } from "./door-clock.js";
import { people, worded } from "./door-verdict.js";
import { clock } from "./formats.js";
import { fresh } from "./nonce.js";
import { copy, part, put, slot } from "./slots.js";
import { say } from "./words.js";

const MINUTE = 60_000;
const DAY = 1440;
const SHOWN = 10;

class DoorPaper extends HTMLElement {
  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.form.addEventListener("submit", (event) => this.enter(event));
    this.nonce = fresh();
  }

  /** @param {Event} event */
  async enter(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const six_digit = String(fields.get("six_digit")).normalize("NFKC").replace(/\D/g, "");
    const at = lastTime(String(fields.get("time")));
    const body = { six_digit, units: Number(fields.get("units")), at: at.toISOString(), paper: true, nonce: this.nonce };
    const { data, words, status } = await attempt("/api/stamps", { method: "POST", body });
    put(this, "paper-said", words);
    if (status) this.nonce = fresh();
    if (!data) return;
    this.note(at, data);
    if (!data.stamp) return;
    /** @type {HTMLInputElement} */ (this.form?.elements.namedItem("six_digit")).value = "";
    /** @type {HTMLInputElement} */ (this.form?.elements.namedItem("six_digit")).focus();
    this.dispatchEvent(new CustomEvent("undone", { bubbles: true }));
  }

  /** @param {Date} at @param {import("./door-verdict.js").Answer} answer */
  note(at, { result, message, ticket, stamp }) {
    const row = copy(this, "entry");
    row.dataset.tone = stamp ? "good" : "bad";
    slot(row, "when").textContent = clock(at);
    slot(row, "who").textContent = ticket ? [ticket.holder, stamp ? people(ticket.kind, stamp.units) : ""].filter(Boolean).join(" ") : "";
    slot(row, "result").textContent = message || say(worded(`door.words.${result}`, ticket?.kind), { people: stamp && ticket ? people(ticket.kind, stamp.units) : "" });
    const rows = part(this, "entries");
    rows.prepend(row);
    while (rows.children.length > SHOWN) rows.lastElementChild?.remove();
  }
}

/** The last moment at which the shop's clock showed that. @param {string} time such as 18:42 */
function lastTime(time) {
  const minutes = (/** @type {string} */ text) => text.split(":").reduce((sum, each) => sum * 60 + Number(each), 0);
  const moment = now();
  const ago = (minutes(clock(moment)) - minutes(time) + DAY) % DAY;
  return new Date(moment.getTime() - ago * MINUTE);
}

customElements.define("door-paper", DoorPaper);
