// Sending what was stamped without a signal: in order, some hundreds at a time, by one tab only, until nothing waits.
import * as acts from "./door-acts.js";
import { now } from "./door-clock.js";
import { line } from "./door-line.js";
import { Unreachable } from "./service.js";

const MOST = 500;
const PATIENCE = 30_000;
/** Answers that are about the moment, not about the stamp. */
const LATER = ["too_many", "busy", "server_error"];
/** Tells `sent` with how many, `conflicts` among them, and `signed-out`. */
export const told = new EventTarget();

/** Send all that waits; safe to call at any time. */
export async function flush() {
  await acts.meet();
  if (!acts.waiting().length) return;
  if (!navigator.locks) return send();
  await navigator.locks.request("mogiri-door-sync", { ifAvailable: true }, (lock) => (lock ? send() : undefined));
}

async function send() {
  const report = { sent: 0, conflicts: 0, refused: 0 };
  try {
    for (let batch = due(); batch.length; batch = due()) {
      const answers = await answersTo(batch);
      if (!answers) break;
      for (const [n, act] of batch.entries()) await settle(act, answers[n], report);
      if (answers.some(({ result }) => LATER.includes(result))) break;
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  if (report.sent + report.refused) told.dispatchEvent(new CustomEvent("sent", { detail: report }));
  await acts.tidy();
}

/** An act that is just being sent from the panel is left to it. */
function due() {
  return acts.waiting().filter(({ counter }) => !inHand.has(counter)).slice(0, MOST);
}

/** Acts whose answer the panel is waiting for. @type {Set<number>} */
export const inHand = new Set();

/** @param {acts.Act[]} batch @returns {Promise<any[] | null>} null when nothing can be sent now */
async function answersTo(batch) {
  const { status, data } = await line.ask("/api/stamps", { method: "POST", body: batch.map(asked), patience: PATIENCE });
  if (status === 401) told.dispatchEvent(new Event("signed-out"));
  if (status < 400) return data;
  if (status !== 422 || batch.length === 1) return status === 422 ? [{ result: "refused", message: data?.error?.message }] : null;
  const answers = [];
  // One that the service cannot read must not hold up the others.
  for (const act of batch) answers.push(...((await answersTo([act])) ?? [{ result: "busy" }]));
  return answers;
}

/** @param {acts.Act} act */
function asked({ code: { door_code, six_digit }, units, lines, nonce, at, counter, item, session, paper }) {
  const code = door_code ? { door_code } : { six_digit };
  return { ...code, ...(lines ? { lines } : { units }), nonce, at, [paper ? "paper" : "offline"]: true, counter, item, session: session ?? "-" };
}

/** @param {acts.Act} act @param {any} answer @param {{sent: number, conflicts: number, refused: number}} report */
async function settle(act, answer, report) {
  const { result, message, stamp, previous, conflict } = answer;
  if (LATER.includes(result)) return acts.keep({ ...act, tried: true });
  const outcome = { tried: true, result, message, sent_at: now().toISOString() };
  if (conflict) {
    report.conflicts += 1;
    await acts.keep({ ...act, ...outcome, state: "conflict", stamp: stamp?.id, over: conflict.over, other: previous });
  } else if (stamp) {
    await acts.keep({ ...act, ...outcome, state: "sent", stamp: stamp.id });
  } else {
    report.refused += 1;
    return acts.keep({ ...act, ...outcome, state: "refused", other: previous });
  }
  report.sent += 1;
}
