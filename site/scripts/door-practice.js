// Practice: a ticket for every result, made in this page. Nothing is sent, nothing is kept, no count changes.
import { now } from "./door-clock.js";
import { say } from "./words.js";

/**
 * @typedef {import("./door-office.js").Office} Office
 * @typedef {import("./door-code.js").Code} Code
 * @typedef {import("./door-verdict.js").Answer} Answer
 * @typedef {import("./door-verdict.js").Ticket} Ticket
 */

/** Every result of the door, in the order of its checks. */
export const RESULTS = [
  ...["ok", "part", "few", "used", "used_self", "wrong_date", "wrong_event", "wrong_venue", "pending", "cancelled", "event_cancelled"],
  ...["moved", "share_only", "expired", "unknown", "offline_ok", "offline_new", "wait"],
];
const DAY = 86_400_000;
const MINUTE = 60_000;
/** As long as the door waits for the service. Milliseconds. */
const WAITING = 1800;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What a practice ticket is scanned as, also from another screen. @param {string} result */
export function codeOf(result) {
  return `PRACTICE${ALPHABET[RESULTS.indexOf(result)]}`.padEnd(26, "A");
}

/** Its six digits: 000 001 and so on. @param {string} result */
export function digitsOf(result) {
  return String(RESULTS.indexOf(result) + 1).padStart(6, "0");
}

/** @implements {Office} */
export class PracticeOffice {
  /** Units used of each ticket. @type {Map<string, number>} */
  used = new Map();

  /** @param {Code} code @returns {Promise<Answer>} */
  async look(code) {
    const result = RESULTS.find((each) => codeOf(each) === code.door_code || digitsOf(each) === code.six_digit);
    if (result === "wait") await new Promise((resolve) => setTimeout(resolve, WAITING));
    return result ? this.answer(result, code.units) : { ...empty, result: "unknown" };
  }

  /** @param {Code} code @param {{units: number}} choice @param {Ticket} ticket @returns {Promise<Answer>} */
  async stamp(code, { units }, ticket) {
    if (units > ticket.units_left || ticket.note === say("desk.practice.few_note")) return { ...empty, result: "few", ticket };
    this.used.set(ticket.id, ticket.units_used + units);
    const after = ticketOf(ticket.id, ticket.units_used + units);
    const offline = ["offline_ok", "offline_new"].includes(ticket.id);
    const result = offline ? "offline_ok" : after.units_left ? "part" : "ok";
    return { ...empty, result, ticket: after, stamp: { id: "", at: now().toISOString(), units, staff: say("desk.practice.you") }, offline };
  }

  /** @param {string} result @param {number} [units] @returns {Answer} */
  answer(result, units = 0) {
    const time = now().getTime();
    const ticket = ticketOf(result, this.used.get(result) ?? (["used", "used_self"].includes(result) ? (result === "used" ? 4 : 1) : 0));
    const at = (/** @type {number} */ ago) => new Date(time - ago).toISOString();
    const previous = { id: "", units: 1, staff: say("desk.practice.other"), at: at(result === "used_self" ? MINUTE / 2 : 17 * MINUTE) };
    const met = { ...empty, result, ticket, previous: ["used", "used_self"].includes(result) || ticket.units_used ? previous : null, offline: true };
    if (result === "unknown") return { ...met, ticket: null };
    if (result === "wrong_date") return { ...met, right_date: at(-3 * DAY) };
    if (["ok", "part", "few", "wait", "offline_ok"].includes(result)) return { ...met, result: ticket.units_left ? (units > ticket.units_left ? "few" : "ok") : "used" };
    return met;
  }
}

const empty = { ticket: null, stamp: null, previous: null, right_date: null, message: undefined };

/** @param {string} result @param {number} used @returns {Ticket} */
function ticketOf(result, used) {
  const total = { ok: 1, few: 1 }[result] ?? 4;
  const [adults, children] = [Math.min(total, 2), Math.max(0, total - 2)];
  const lines = [{ ticket: "adult", name: say("desk.practice.adult"), units: adults, used: Math.min(used, adults) }];
  if (children) lines.push({ ticket: "child", name: say("desk.practice.child"), units: children, used: Math.max(0, used - adults) });
  const about = { kind: "event", title: say("desk.practice.title"), starts_at: now().toISOString(), venue: say("desk.practice.venue") };
  const note = result === "few" ? say("desk.practice.few_note") : say("desk.practice.label");
  return { id: result, ...about, holder: say("desk.practice.holder"), six_digit: digitsOf(result), units_total: total, units_used: used, units_left: total - used, lines, note };
}
