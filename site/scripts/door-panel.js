// <door-panel>: one ticket at the door. Look it up, see whose it is, one tap, the stamp. The next one starts clean.
import { nameOf, read } from "./door-code.js";
import { RealOffice } from "./door-office.js";
import { sound } from "./door-sound.js";
import { verdict } from "./door-verdict.js";
import { clock } from "./formats.js";
import { fresh } from "./nonce.js";
import { PanelView } from "./panel-view.js";
import { say } from "./words.js";

/**
 * @typedef {import("./door-code.js").Code} Code
 * @typedef {import("./door-verdict.js").Answer} Answer
 */

const CAN_ENTER = ["ok", "part", "used_self", "few", "offline_new"];
const EMPTY = { ticket: null, stamp: null, previous: null, right_date: null };
/** An answer that comes sooner needs no 「確認中…」 before it. Milliseconds. */
const SOON = 150;

class DoorPanel extends HTMLElement {
  /** Who answers; practice has its own. @type {import("./door-office.js").Office} */
  office = new RealOffice();
  /** Tickets with a single unit go in without a tap. */
  auto = false;
  /** Counts the tickets, so that a late answer never speaks for the next one. */
  turn = 0;
  /** What was last asked for, and its nonce: the same wish again is one act. @type {{wish: string, nonce: string} | undefined} */
  act = undefined;

  connectedCallback() {
    this.view = new PanelView(this);
    this.on("[data-admit]", () => this.press());
    this.on("[data-next]", () => this.close());
    this.on("[data-find]", () => this.tell("find"));
    const code = read(this.dataset.code ?? "");
    if (code) this.look(code);
  }

  /** Somebody's ticket is open and waits for the tap: another code in front of the camera must not push it away. */
  get deciding() {
    return this.dataset.deciding !== undefined;
  }

  /** See what a code is worth; nothing is stamped. @param {Code} code */
  async look(code) {
    this.code = code;
    this.ticket = null;
    this.act = undefined;
    const turn = (this.turn += 1);
    this.about(null);
    const waiting = setTimeout(() => turn === this.turn && this.say({ ...EMPTY, result: "wait" }), this.dataset.tone === "idle" ? 0 : SOON);
    const answer = await this.office.look(code);
    clearTimeout(waiting);
    if (turn === this.turn) await this.met(answer);
  }

  /** The one button: stamp, stamp again after no answer, or look again. */
  async press() {
    if (this.pending || !this.code) return;
    if (!this.ticket) return this.look(this.code);
    const choice = /** @type {import("./door-office.js").Choice} */ (this.view?.choice);
    const wish = JSON.stringify(choice);
    if (this.act?.wish !== wish) this.act = { wish, nonce: fresh() };
    this.pending = true;
    this.view?.busy(true);
    const turn = this.turn;
    const answer = await this.office.stamp(this.code, choice, this.ticket, this.act.nonce);
    this.pending = false;
    this.view?.busy(false);
    if (answer.stamp) this.tell("stamped", { code: this.code, answer });
    if (turn !== this.turn) return;
    if (answer.result !== "error") this.act = undefined;
    if (answer.stamp) this.stamped(answer);
    else await this.met(answer);
  }

  /** The ticket is known: show it, and offer what is left when it may enter. @param {Answer} answer */
  async met(answer) {
    if (answer.result === "error") return this.failed(answer);
    const { ticket, result } = answer;
    this.ticket = ticket;
    this.say(answer, ["ok", "part"].includes(result) ? "ready" : result);
    this.about(ticket);
    if (!ticket || !CAN_ENTER.includes(result) || ticket.units_left < 1) return this.view?.next();
    this.view?.offer(ticket, result, this.code?.units);
    this.toggleAttribute("data-deciding", true);
    const looked = ticket.id_check || ticket.age_min; // which somebody has to do first
    if (this.auto && result === "ok" && ticket.units_left === 1 && !looked) await this.press();
  }

  /** @param {Answer} answer */
  failed(answer) {
    if (answer.refused === 401) this.tell("signed-out");
    this.say({ ...answer, message: answer.message ?? (this.act ? undefined : say("door.offline")) });
    this.view?.press(say("door.retry"));
  }

  /** @param {Answer} answer */
  stamped(answer) {
    this.toggleAttribute("data-deciding", false);
    this.say(answer, answer.result);
    this.about(answer.ticket);
    this.view?.seal(answer, answer.stamp ? clock(answer.stamp.at) : "");
    this.view?.next();
  }

  /** @param {import("./door-verdict.js").Ticket | null} ticket */
  about(ticket) {
    this.view?.about(ticket);
    this.tell("beside", ticket);
  }

  /** Word, colour, mark, sound. @param {Answer} answer @param {string} [code] */
  say(answer, code = answer.result) {
    this.toggleAttribute("data-deciding", false);
    const spoken = verdict(answer, code, answer.stamp ? this.ticket : answer.ticket);
    this.dataset.code = this.code ? nameOf(this.code) : "";
    this.view?.verdict(spoken, code);
    sound(spoken.sound);
    this.tell("shown", { code, tone: spoken.tone });
  }

  close() {
    this.turn += 1;
    this.toggleAttribute("data-deciding", false);
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

customElements.define("door-panel", DoorPanel);
