// <use-ticket>: using a ticket on the holder's phone. A slide or two presses (tap), or handing the phone to the staff (stamp).
import { attempt } from "./attempt.js";
import { fresh } from "./nonce.js";
import { part, slot } from "./slots.js";
import { counted } from "./unit-words.js";
import { say } from "./words.js";
import "./quantity-stepper.js";
import "./slide-control.js";
import "./staff-stamp.js";
import "./stamp-result.js";

const A_DAY = 86_400_000;
const USED = ["ok", "part"];

/** @typedef {{result: string, message: string, ticket: any, stamp: any, word: any}} Answer */

class UseTicket extends HTMLElement {
  connectedCallback() {
    this.left = Number(this.dataset.rest);
    this.live = /** @type {HTMLElement} */ (this.closest("live-ticket"));
    this.live.addEventListener("ticket", (event) => this.follow(/** @type {CustomEvent} */ (event).detail));
    if (this.dataset.use === "tap") this.tap();
    else slot(this, "present").addEventListener("click", () => this.present());
    this.wait();
  }

  tap() {
    slot(this, "slide").addEventListener("slid", () => this.use());
    slot(this, "press").addEventListener("click", () => this.ask());
    slot(this, "do").addEventListener("click", () => this.use());
    slot(this, "no").addEventListener("click", () => (this.asking(false), slot(this, "press").focus()));
    this.stepper.addEventListener("change", () => this.asking(false));
    this.bound();
  }

  get stepper() {
    return /** @type {any} */ (this.querySelector("quantity-stepper"));
  }

  get units() {
    return this.left > 1 ? this.stepper.value : 1;
  }

  /** Not more than are left; with one left there is nothing to choose. */
  bound() {
    const { stepper, left = 0 } = this;
    part(this, "units").hidden = left < 2;
    if (stepper.input) stepper.input.min = "1";
    stepper.max = Math.max(1, left);
  }

  /** The ticket changed, here or at the door. @param {any} ticket */
  follow({ actions, units_left }) {
    this.left = units_left;
    part(this, "now").hidden = !actions.includes("use");
    if (actions.includes("use")) part(this, "later")?.remove();
    if (this.dataset.use === "tap") this.bound();
    else /** @type {any} */ (this.querySelector("staff-stamp")).left = units_left;
  }

  /** Before it opens, look at the clock; the service decides. */
  wait() {
    const opens = Date.parse(this.dataset.opens ?? "");
    const ahead = Date.parse(this.live?.dataset.now ?? "") - Date.now() || 0;
    const rest = opens - Date.now() - ahead;
    if (part(this, "later") && rest > 0 && rest < A_DAY) setTimeout(() => location.reload(), rest + 500);
  }

  ask() {
    slot(this, "sure").textContent = counted("hold.use.sure", this.dataset.kind ?? "", this.units);
    this.asking(true);
    slot(this, "sure").focus();
  }

  /** @param {boolean} yes */
  asking(yes) {
    part(this, "sure").hidden = !yes;
    slot(this, "press").hidden = yes;
    if (yes) this.tell("");
  }

  present() {
    this.tell("");
    /** @type {any} */ (this.querySelector("staff-stamp")).open((/** @type {Answer} */ answer) => this.done(answer));
  }

  /** The same act sent twice is one use: its nonce stays until there is an answer. */
  async use() {
    const { units } = this;
    if (this.pending) return;
    if (this.act?.units !== units) this.act = { units, nonce: fresh() };
    this.busy(true);
    const { data, error, words } = await attempt(`${location.pathname}/stamps?lang=${document.documentElement.lang}`, { method: "POST", body: this.act });
    this.busy(false);
    if (data || error) this.act = undefined;
    if (data && USED.includes(data.result)) return this.done(data);
    this.tell(data ? data.message : error ? words : say("hold.use.offline"));
  }

  /** @param {boolean} yes */
  busy(yes) {
    this.pending = yes;
    /** @type {any} */ (slot(this, "slide")).busy(yes);
    slot(this, "do").setAttribute("aria-busy", String(yes));
    if (yes) this.tell("");
  }

  /** @param {Answer} answer */
  done(answer) {
    if (this.dataset.use === "tap") {
      this.asking(false);
      this.stepper.value = 1;
    }
    /** @type {any} */ (document.querySelector("stamp-result")).show(answer);
  }

  /** @param {string} words */
  tell(words) {
    slot(this, "said").textContent = words;
  }
}

customElements.define("use-ticket", UseTicket);
