// <door-signal>: one bar that says how it stands: ready without a signal, offline with so many unsent, sent again, wrong clock.
import * as acts from "./door-acts.js";
import { TOO_FAR, ahead } from "./door-clock.js";
import { line } from "./door-line.js";
import { told } from "./door-sync.js";
import { lasting } from "./door-store.js";
import { clock } from "./formats.js";
import { say } from "./words.js";

/** How long 「同期しました」 stays. Milliseconds. */
const GLAD = 6000;
const UNITS = /** @type {const} */ ([["day", 172_800_000, 86_400_000], ["hour", 7_200_000, 3_600_000], ["minute", 0, 60_000]]);
const DAY = 86_400_000;
const { lang } = document.documentElement;

class DoorSignal extends HTMLElement {
  connectedCallback() {
    this.words = /** @type {HTMLElement} */ (this.querySelector("[data-signal]"));
    this.warning = /** @type {HTMLElement} */ (this.querySelector("[data-warning]"));
    for (const name of ["up", "down"]) line.addEventListener(name, () => this.draw());
    acts.told.addEventListener("changed", () => this.draw());
    told.addEventListener("sent", (event) => this.sent(/** @type {CustomEvent} */ (event).detail));
    this.querySelector("[data-again]")?.addEventListener("click", () => line.tryAgain());
    this.draw();
  }

  /** So many tickets are on this device, as of then; null while they are not, nothing when there are none. @param {{n: number, at: Date} | null} [packed] */
  ready(packed) {
    this.packed = packed;
    this.draw();
  }

  /** @param {{sent: number}} report */
  sent({ sent }) {
    this.glad = sent;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.glad = 0;
      this.draw();
    }, GLAD);
    this.draw();
  }

  draw() {
    if (!this.words) return;
    const n = acts.waiting().length;
    const [tone, words] = this.state(n);
    this.dataset.tone = tone;
    this.dataset.unsent = String(n);
    if (this.words.textContent !== words) this.words.textContent = words;
    this.querySelector("[data-again]")?.toggleAttribute("hidden", line.up);
    this.warn();
  }

  /** @param {number} n unsent @returns {[string, string]} tone and words */
  state(n) {
    if (!line.up) return ["warn", n ? say("desk.offline_unsent", { n }) : say("desk.offline_now")];
    if (this.glad) return ["good", say("desk.synced", { n: this.glad })];
    if (n) return ["quiet", say("desk.sending", { n })];
    if (this.packed) return ["quiet", say("desk.ready", { n: this.packed.n, time: clock(this.packed.at) })];
    return ["quiet", this.packed === null ? say("desk.not_ready") : ""];
  }

  /** What could make a stamp worth less, said until it is put right. */
  async warn() {
    const words = [];
    if (wrongClock()) words.push(say(ahead() > 0 ? "desk.clock_slow" : "desk.clock_fast", { time: inWords(Math.abs(ahead())) }));
    if (acts.unsafe) words.push(say("desk.unsafe"));
    else if (!(await lasting())) words.push(say("desk.not_lasting"));
    const text = words.join(" ");
    if (this.warning && this.warning.textContent !== text) this.warning.textContent = text;
  }
}

/** A practice shop's clock is set on its workbench; then days lie between it and this one. */
function wrongClock() {
  const far = Math.abs(ahead());
  return far > TOO_FAR && !(far > DAY && document.querySelector(".practice"));
}

/** 「5 分」, "3 hours". @param {number} milliseconds */
function inWords(milliseconds) {
  const [unit, , length] = UNITS.find(([, least]) => milliseconds >= least) ?? UNITS[2];
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(Math.round(milliseconds / length));
}

customElements.define("door-signal", DoorSignal);
