// <door-panel>: one ticket at the door. Look it up, see whose it is, one tap, the stamp. The next one starts clean.
import { sound } from "./door-sound.js";
import { verdict } from "./door-verdict.js";
import { clock } from "./formats.js";
import { PanelView } from "./panel-view.js";
import { ask, Unreachable } from "./service.js";
import { say } from "./words.js";

/**
 * @typedef {{door_code: string} | {six_digit: string}} Code
 * @typedef {import("./door-verdict.js").Answer} Answer
 */

const CAN_ENTER = ["ok", "part", "used_self", "few"];
const EMPTY = { ticket: null, stamp: null, previous: null, right_date: null };

class DoorPanel extends HTMLElement {
  connectedCallback() {
    this.view = new PanelView(this);
    /** Counts the tickets, so that a late answer never speaks for the next one. */
    this.turn = 0;
    this.on("[data-admit]", () => this.press());
    this.on("[data-fewer]", () => this.view?.choose(this.view.units - 1));
    this.on("[data-more]", () => this.view?.choose(this.view.units + 1));
    this.on("[data-next]", () => this.close());
    if (this.dataset.code) this.look({ door_code: this.dataset.code });
  }

  /** See what a code is worth; nothing is stamped. @param {Code} code */
  async look(code) {
    this.code = code;
    this.ticket = null;
    this.act = undefined;
    this.turn += 1;
    this.say({ ...EMPTY, result: "wait" });
    this.view?.about(null);
    const answer = await this.send({ ...code, dry_run: true });
    if (answer) this.met(answer);
  }

  /** The one button: stamp, stamp again after no answer, or look again. */
  async press() {
    if (this.pending || !this.code) return;
    if (!this.ticket) return this.look(this.code);
    const units = this.view?.units;
    if (this.act?.units !== units) this.act = { units, nonce: freshNonce() };
    this.pending = true;
    this.view?.busy(true);
    const answer = await this.send({ ...this.code, ...this.act });
    this.pending = false;
    this.view?.busy(false);
    if (!answer) return;
    this.act = undefined;
    if (answer.stamp) this.stamped(answer);
    else this.met(answer);
  }

  /**
   * @param {object} body
   * @returns {Promise<Answer | undefined>} nothing when the panel has said it, or has moved on to another ticket
   */
  async send(body) {
    const turn = this.turn;
    try {
      const { status, data } = await ask("/api/stamps", { method: "POST", body });
      if (turn !== this.turn) return undefined;
      if (status < 400) return data;
      if (status === 401) this.tell("signed-out");
      this.say({ ...EMPTY, result: "error", message: data?.error?.message });
      this.view?.about(null);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (turn !== this.turn) return undefined;
      this.say({ ...EMPTY, result: "error", message: this.act ? undefined : say("door.offline") });
      this.view?.press(say("door.retry"));
    }
    return undefined;
  }

  /** The ticket is known: show it, and offer what is left when it may enter. @param {Answer} answer */
  met(answer) {
    this.ticket = answer.ticket;
    this.say(answer, ["ok", "part"].includes(answer.result) ? "ready" : answer.result);
    this.view?.about(answer.ticket);
    const enter = CAN_ENTER.includes(answer.result) && answer.ticket && answer.ticket.units_left > 0;
    if (answer.ticket && enter) this.view?.offer(answer.ticket, answer.result === "used_self");
    else this.view?.next();
  }

  /** @param {Answer} answer */
  stamped(answer) {
    this.say(answer, answer.result);
    this.view?.about(answer.ticket);
    this.view?.seal(answer.ticket, answer.stamp ? clock(answer.stamp.at) : "");
    this.view?.next();
    this.tell("stamped", answer);
  }

  /** Word, colour, mark, sound. @param {Answer} answer @param {string} [code] */
  say(answer, code = answer.result) {
    const spoken = verdict(answer, code, answer.stamp ? this.ticket : answer.ticket);
    this.view?.verdict(spoken, code);
    if (code !== "ready") sound(spoken.tone);
    this.tell("shown");
  }

  close() {
    this.turn += 1;
    this.view?.close();
    this.tell("closed");
  }

  /** @param {string} name @param {unknown} [detail] */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** @param {string} selector @param {() => void} act */
  on(selector, act) {
    this.querySelector(selector)?.addEventListener("click", act);
  }
}

/** A name for one act; plain http on a local network has no randomUUID. */
function freshNonce() {
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");
}

customElements.define("door-panel", DoorPanel);
