// A verdict of the service as the door sees it: tone, one big word, one line. Pure but for the words.
import { now } from "./door-clock.js";
import { daysUntil } from "./far-days.js";
import { clock, day, moment } from "./formats.js";
import { local } from "./localised.js";
import { known, say } from "./words.js";

/**
 * @typedef {{ticket: string | null, name: import("./localised.js").Localised, units: number, used: number}} Line
 * @typedef {{id: string, kind: string, title: import("./localised.js").Localised, starts_at: string | null, venue?: import("./localised.js").Localised | null, holder: string,
 *   six_digit: string, units_total: number, units_used: number, units_left: number, lines: Line[], id_check?: boolean,
 *   item?: string, session?: string | null, note?: string, age_min?: number, uncertain?: boolean}} Ticket
 * @typedef {{id: string, at: string, units: number, staff: string}} Stamp
 * @typedef {{result: string, message?: string, ticket: Ticket | null, stamp: Stamp | null, previous: Stamp | null,
 *   right_date: string | null, offline?: boolean, late?: boolean, refused?: number}} Answer
 * @typedef {{tone: string, icon: string, sound: string, word: string, text: string, big: string, note: string}} Verdict
 */

/** @type {Record<string, string>} */
const TONES = { ready: "good", ok: "good", part: "good", offline_ok: "good", pending: "warn", offline_new: "warn", wait: "wait", error: "warn" };

/** A mark of its own where the tone's is not enough. @type {Record<string, string>} */
const ICONS = {
  used: "used", used_self: "used", wrong_date: "date", wrong_event: "other", wrong_venue: "place", pending: "money", event_cancelled: "off",
  moved: "moved", share_only: "gift", expired: "hour", few: "few", unknown: "unknown", offline_ok: "offline", part: "part",
};

/** What is seen before the tap, and while waiting, makes no noise. */
const SILENT = ["ready", "wait"];

/** Verdicts whose line needs a fact: without it, or where the figure says it, there is no line. @type {Record<string, string>} */
const BIG = { used: "staff", wrong_date: "none" };

/** "4 people" in the measure of the ticket's kind. @param {string} kind @param {number} n */
export function people(kind, n) {
  return say(`door.people.${kind}`, { n });
}

/** 「一般 2名・小学生 2名」. @param {Ticket} ticket */
export function plan({ kind, lines }) {
  const left = lines.filter(({ units, used }) => units > used);
  const counted = (left.length ? left : lines).map(({ name, units, used }) => ({ name: local(name), n: left.length ? units - used : units }));
  return counted.map(({ name, n }) => say("door.plan_line", { name, n, people: people(kind, n) })).join(say("door.and"));
}

/** The key of the words for that kind of ticket, as the service chooses it: a coffee is not admitted. @param {string} key @param {string} [kind] */
export function worded(key, kind = "event") {
  return kind !== "event" && known(`${key}_use`) ? `${key}_use` : key;
}

/** Which sitting, or nothing for what has no date. @param {Ticket} ticket */
export function sitting({ starts_at }) {
  return starts_at ? moment(starts_at) : "";
}

/**
 * @param {Answer} answer
 * @param {string} [code] instead of the answer's own: "ready" before the tap, "wait", "error"
 * @param {Ticket | null} [before] the ticket as it was before the stamp, for the plan that went in
 * @returns {Verdict}
 */
export function verdict(answer, code = answer.result, before = answer.ticket) {
  const facts = factsOf(answer, before);
  const just = code === "used_self" && facts.ago === "" ? "used_just" : code;
  const key = known(`door.details.${just}`) ? `door.details.${just}` : `door.results.${code}`;
  const word = say(worded(`door.words.${code}`, answer.ticket?.kind), facts);
  const tell = key.startsWith("door.details") ? "" : (answer.message ?? offlineWords(answer, code));
  const text = tell || (code in BIG && !facts[BIG[code]] ? "" : say(worded(key, answer.ticket?.kind), facts));
  const tone = TONES[code] ?? "bad";
  return {
    tone,
    icon: ICONS[code] ?? tone,
    sound: SILENT.includes(code) ? "none" : tone,
    word,
    text: text === word ? "" : text,
    big: bigOf(code, answer, facts),
    note: code === "wrong_date" ? [daysTo(answer), local(answer.ticket?.title), local(answer.ticket?.venue)].filter(Boolean).join("\n") : "",
  };
}

/** Without the service there is no sentence of its own: what this device knows. @param {Answer} answer @param {string} code */
function offlineWords(answer, code) {
  return answer.offline && known(`desk.offline.${code}`) ? say(`desk.offline.${code}`) : "";
}

/** How far away the right day is: "in 3 days", "yesterday". @param {Answer} answer */
function daysTo({ right_date }) {
  return right_date ? daysUntil(right_date, now()) : "";
}

/**
 * The figure that the staff member acts on.
 * @param {string} code
 * @param {Answer} answer
 * @param {Record<string, string>} facts
 */
function bigOf(code, answer, facts) {
  if (code === "wrong_date") return facts.date && say(worded("door.details.wrong_date", answer.ticket?.kind), facts);
  if (code === "ready" || (["ok", "offline_ok"].includes(code) && answer.stamp)) return facts.people;
  return code === "used" ? facts.at : "";
}

/**
 * @param {Answer} answer
 * @param {Ticket | null} before
 * @returns {Record<string, string>}
 */
function factsOf({ ticket, stamp, previous, right_date }, before) {
  const kind = ticket?.kind ?? "event";
  return {
    plan: before ? plan(before) : "",
    people: people(kind, stamp?.units ?? ticket?.units_left ?? 0),
    left: people(kind, ticket?.units_left ?? 0),
    event: local(ticket?.title),
    at: previous ? (kind === "event" ? clock : moment)(previous.at) : "",
    staff: previous?.staff ?? "",
    ago: previous ? ago(previous.at) : "",
    date: right_date || ticket?.starts_at ? day(right_date || ticket?.starts_at || "") : "",
  };
}

/** "30 s", or nothing where this device's clock cannot tell. @param {string} at */
function ago(at) {
  const seconds = Math.round((now().getTime() - Date.parse(at)) / 1000);
  return seconds >= 0 && seconds < 120 ? say("door.ago.seconds", { n: Math.max(1, seconds) }) : "";
}
