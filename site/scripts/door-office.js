// Who answers at the door: the service within two seconds, else this device's own pack; and what is then written down.
import * as acts from "./door-acts.js";
import { now } from "./door-clock.js";
import { line } from "./door-line.js";
import { verdict } from "./door-offline.js";
import { readable } from "./door-pack.js";
import { Unreachable } from "./service.js";
import { inHand } from "./door-sync.js";
import { fresh } from "./nonce.js";

/**
 * @typedef {import("./door-code.js").Code} Code
 * @typedef {import("./door-verdict.js").Answer} Answer
 * @typedef {import("./door-verdict.js").Ticket} Ticket
 * @typedef {{units: number, lines?: {ticket: string | null, units: number}[]}} Choice
 * @typedef {{look(code: Code): Promise<Answer>, stamp(code: Code, choice: Choice, ticket: Ticket, nonce: string): Promise<Answer>}} Office
 */

const EMPTY = { ticket: null, stamp: null, previous: null, right_date: null };

/** @implements {Office} */
export class RealOffice {
  /** What this shift is for. @type {{item: string | null, session: string | null}} */
  scope = { item: null, session: null };

  /** See what a code is worth; nothing is stamped. @param {Code} code @returns {Promise<Answer>} */
  async look(code) {
    const { units, ...which } = code;
    const ask = { ...which, dry_run: true, ...(units ? { units } : {}) };
    return (await this.asked(ask)) ?? this.here(code, units);
  }

  /**
   * Use units. It is written down before it is sent: whatever happens on the way, the same nonce is one use.
   * @param {Code} code @param {Choice} choice @param {Ticket} ticket @param {string} nonce
   * @returns {Promise<Answer>}
   */
  async stamp({ units: _, ...code }, choice, ticket, nonce = fresh()) {
    const { item = "", session = null, kind, title, holder: who } = ticket;
    const act = await acts.add({ nonce, code, item, session, kind, title, who, ...choice, at: now().toISOString() });
    inHand.add(act.counter);
    try {
      const wish = choice.lines ? { lines: choice.lines } : { units: choice.units };
      const answer = await this.asked({ ...code, ...wish, nonce, counter: act.counter }, () => acts.keep({ ...act, tried: true }));
      return answer ? await this.heard(act, answer) : await this.wrote(act, ticket);
    } finally {
      inHand.delete(act.counter);
    }
  }

  /** @param {acts.Act} act @param {Answer} answer */
  async heard(act, answer) {
    if (answer.stamp) await acts.keep({ ...act, state: "sent", tried: true, stamp: answer.stamp.id, who: answer.ticket?.holder ?? act.who, sent_at: now().toISOString(), seen: true });
    else await acts.forget(act);
    return answer;
  }

  /** No answer: what was written down is the stamp, as far as this device can see that it may be one. @param {acts.Act} act @param {Ticket} ticket */
  async wrote(act, ticket) {
    const left = Math.max(0, ticket.units_left - act.units);
    const after = { ...ticket, units_left: left, units_used: ticket.units_used + act.units };
    return { ...EMPTY, result: "offline_ok", ticket: after, stamp: { id: "", at: act.at, units: act.units, staff: "" }, offline: true };
  }

  /**
   * The service's answer, nothing when it does not answer in time.
   * @param {object} body @param {() => Promise<void>} [lost] before giving up: it may have arrived all the same
   * @returns {Promise<Answer | null>}
   */
  async asked(body, lost) {
    if (!line.up) return null;
    try {
      const { status, data } = await line.ask("/api/stamps", { method: "POST", body });
      if (status < 400) return data;
      return { ...EMPTY, result: "error", message: data?.error?.message, refused: status };
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await lost?.();
      return null;
    }
  }

  /** @param {Code} code @param {number} [units] @returns {Promise<Answer>} */
  async here(code, units) {
    return readable ? verdict(code, this.scope, units) : { ...EMPTY, result: "error", offline: true };
  }
}
