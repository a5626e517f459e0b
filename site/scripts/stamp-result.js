// <stamp-result>: after a real stamp, the seal with seconds ticking, for a minute with the word of the moment. A reload keeps it.
import { clock } from "./formats.js";
import { part, put, slot } from "./slots.js";
import { counted } from "./unit-words.js";
import { say } from "./words.js";

const WORD = 60_000;
const KEPT = 180_000;
const { timeZone } = document.documentElement.dataset;
const ticking = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const stampDate = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });

/**
 * `ahead` is how far the service's clock is ahead of this phone's, in milliseconds.
 * @typedef {{at: string, ahead: number, units: number, left: number, word: {word: string, colour: string, hue: number}}} Result
 */

class StampResult extends HTMLElement {
  connectedCallback() {
    this.dialog = /** @type {HTMLDialogElement} */ (part(this, "done"));
    this.dialog.addEventListener("close", () => this.forget());
    slot(this, "close").addEventListener("click", () => this.dialog?.close());
    const kept = this.kept();
    if (kept) this.draw(kept, false);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  get key() {
    return `mogiri.result:${location.pathname}`;
  }

  /** @param {{stamp: {at: string, units: number}, ticket: {units_left: number}, word: any}} answer */
  show({ stamp, ticket, word }) {
    const result = { at: stamp.at, ahead: Date.parse(stamp.at) - Date.now(), units: stamp.units, left: ticket.units_left, word };
    try {
      sessionStorage.setItem(this.key, JSON.stringify(result));
    } catch {
      // Without storage a reload shows the ticket, which is stamped all the same.
    }
    this.draw(result, true);
    navigator.vibrate?.([0, 190, 40]);
  }

  /** @returns {Result | null} */
  kept() {
    try {
      const result = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
      return result && age(result) < KEPT ? result : null;
    } catch {
      return null;
    }
  }

  forget() {
    clearInterval(this.timer);
    this.dialog?.classList.remove("landing");
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }

  /** @param {Result} result @param {boolean} lands */
  draw(result, lands) {
    const { at, units, left, word } = result;
    const kind = this.dataset.kind ?? "";
    slot(this, "units").textContent = counted("hold.done.units", kind, units);
    slot(this, "left").textContent = left ? say("hold.done.left", { left: say(`ticket.units.${kind}`, { n: left }) }) : say("hold.done.none_left");
    slot(this, "at").textContent = say("hold.done.at", { time: ticking.format(new Date(at)) });
    this.write("date", stampDate.format(new Date(at)).replaceAll("-", "."));
    this.write("time", clock(at));
    put(this, "word", word.word);
    put(this, "colour", word.colour);
    part(this, "word").dataset.hue = String(word.hue);
    this.dialog?.showModal();
    this.dialog?.classList.toggle("landing", lands);
    this.querySelector("h2")?.focus();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(result), 250);
    this.tick(result);
  }

  /** @param {Result} result */
  tick(result) {
    const passed = age(result);
    part(this, "word").hidden = passed >= WORD;
    if (passed >= KEPT) return this.dialog?.close();
    const [now, ago] = [ticking.format(new Date(Date.now() + result.ahead)), say("hold.done.ago", { n: Math.floor(passed / 1000) })];
    if (slot(this, "clock").textContent !== now) slot(this, "clock").textContent = now;
    if (slot(this, "ago").textContent !== ago) slot(this, "ago").textContent = ago;
  }

  /** @param {"date" | "time"} name @param {string} words */
  write(name, words) {
    const place = this.querySelector(`[data-seal-${name}]`);
    if (place) place.textContent = words;
  }
}

/** Milliseconds since the stamp. @param {Result} result */
function age({ at, ahead }) {
  return Math.max(0, Date.now() + ahead - Date.parse(at));
}

customElements.define("stamp-result", StampResult);
