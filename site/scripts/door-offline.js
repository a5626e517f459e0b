// A verdict without the service: from the packs, and from what this device has stamped since they were made.
import * as acts from "./door-acts.js";
import { now } from "./door-clock.js";
import { find, kept, keyOf, packsReady, tagged } from "./door-pack.js";

/**
 * @typedef {import("./door-pack.js").Pack} Pack
 * @typedef {import("./door-code.js").Code} Code
 * @typedef {import("./door-verdict.js").Answer} Answer
 */

/** What the pack says of a ticket that is not simply open. @type {Record<string, string>} */
const STATES = { p: "pending", c: "cancelled", w: "cancelled", e: "event_cancelled", m: "moved", n: "wrong_date", x: "expired" };
/** A use of this device so short ago is asked about before the rest goes in. Milliseconds. */
const JUST_NOW = 60_000;
/** So many may be asked for when nobody knows how many were bought. */
const UNKNOWN_UNITS = 20;

/**
 * What would happen now; first failing check wins, as in the service. Nothing is written.
 * @param {Code} code
 * @param {{item: string | null, session: string | null}} scope what this shift is for
 * @param {number} [units] asked for
 * @returns {Promise<Answer>}
 */
export async function verdict(code, scope, units) {
  await Promise.all([packsReady, acts.actsReady]);
  for (const pack of inOrder(kept())) {
    const index = await find(pack, code);
    if (index >= 0) return named(await known(pack, index, scope, units), code);
  }
  const { door_code } = code;
  for (const pack of door_code ? inOrder(kept()) : []) {
    if (door_code && (await tagged(pack, door_code))) return { ...answer("offline_new"), ticket: unknownTicket(pack, code) };
  }
  return answer("unknown");
}

/** The pack knows no numbers; one that was typed is the ticket's. @param {Answer} answer @param {Code} code @returns {Answer} */
function named(answer, { six_digit = "" }) {
  return answer.ticket ? { ...answer, ticket: { ...answer.ticket, six_digit } } : answer;
}

/** Those whose day it is first. @param {Pack[]} packs */
function inOrder(packs) {
  return packs.toSorted((one, other) => Number(open(other)) - Number(open(one)));
}

/** @param {Pack} pack */
function open({ from, until }) {
  const time = now().getTime();
  return (!from || Date.parse(from) <= time) && (!until || time < Date.parse(until));
}

/** @param {Pack} pack @param {number} index @param {{item: string | null, session: string | null}} scope @param {number} [units] */
async function known(pack, index, scope, units) {
  const { left, last } = await worth(pack, index);
  const ticket = ticketOf(pack, left);
  const previous = last ? { id: "", at: last.at, units: last.units, staff: "" } : null;
  const just = last && now().getTime() - Date.parse(last.at) < JUST_NOW;
  return { ...answer(resultOf(pack, index, scope, ticket.units_left, units, Boolean(just))), ticket, previous, right_date: pack.begins?.[index] ?? pack.from ?? pack.starts_at };
}

/** @param {Pack} pack @param {number} index @param {{item: string | null, session: string | null}} scope @param {number} left @param {number | undefined} units @param {boolean} just */
function resultOf(pack, index, scope, left, units, just) {
  if (scope.item && (scope.item !== pack.item || (scope.session && scope.session !== pack.session))) return "wrong_event";
  const state = STATES[pack.state[index]];
  if (state) return state;
  if (pack.cancelled) return "event_cancelled";
  // What has no date may have ended since its pack was made: nobody knows here.
  if (!open(pack)) return pack.session ? "wrong_date" : "offline_new";
  if (pack.state[index] === "s") return "share_only";
  if (!left) return "used";
  if ((units ?? 1) > left) return "few";
  return just ? "used_self" : "ok";
}

/** Units left by ticket type, less what was stamped here since the pack was made, and the last such stamp. @param {Pack} pack @param {number} index */
async function worth(pack, index) {
  const width = pack.types.length;
  const left = pack.left.slice(index * width, (index + 1) * width);
  let last;
  for (const act of acts.list()) {
    if (act.state === "undone" || act.state === "refused" || keyOf(act) !== pack.key) continue;
    if (act.sent_at && Date.parse(act.sent_at) <= Date.parse(pack.at)) continue;
    if ((await indexOf(pack, act)) !== index) continue;
    take(left, pack, act);
    last = act;
  }
  return { left, last };
}

/** @param {number[]} left @param {Pack} pack @param {acts.Act} act */
function take(left, pack, { units, lines, over = 0 }) {
  let rest = units - over;
  left.forEach((here, n) => {
    const wanted = lines ? (lines.find(({ ticket }) => ticket === pack.types[n].id)?.units ?? 0) : rest;
    const taken = Math.min(here, wanted);
    left[n] -= taken;
    rest -= taken;
  });
}

/** Which ticket an act was about, found once for each pack. @type {WeakMap<Pack, Map<number, number>>} */
const places = new WeakMap();

/** @param {Pack} pack @param {acts.Act} act */
async function indexOf(pack, act) {
  const found = places.get(pack) ?? new Map();
  places.set(pack, found);
  if (!found.has(act.counter)) found.set(act.counter, await find(pack, act.code));
  return found.get(act.counter);
}

/** @param {Pack} pack @param {number[]} left @returns {import("./door-verdict.js").Ticket} */
function ticketOf({ item, session, kind, title, venue, starts_at, types, id_check, age_min }, left) {
  const lines = types.map(({ id, name }, n) => ({ ticket: id, name, units: left[n], used: 0 })).filter(({ units }) => units);
  const units_left = left.reduce((sum, units) => sum + units, 0);
  const about = { id: "", item, session, kind, title, venue, starts_at, holder: "", six_digit: "", id_check, age_min: age_min ?? undefined };
  return { ...about, units_total: units_left, units_used: 0, units_left, lines };
}

/** @param {Pack} pack @param {Code} code */
function unknownTicket(pack, code) {
  return { ...ticketOf(pack, []), units_left: code.units ?? UNKNOWN_UNITS, uncertain: true };
}

/** @param {string} result @returns {Answer} */
function answer(result) {
  return { result, ticket: null, stamp: null, previous: null, right_date: null, offline: true };
}
