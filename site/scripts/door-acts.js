// What this device stamped, in order: written down before it is sent, so that no reload, closed tab or dead line loses it.
import { all, drop, lasting, nextNumber, put } from "./door-store.js";

/**
 * `state`: waiting to be sent, sent, undone, refused by the service, or a conflict (used at another gate as well).
 * `tried`: the service may have it already. `seen`: staff have read the report about it.
 * @typedef {{counter: number, nonce: string, code: import("./door-code.js").Code, item: string, session: string | null, kind: string,
 *   title: import("./localised.js").Localised, who: string, units: number, lines?: {ticket: string | null, units: number}[], at: string,
 *   state: "waiting" | "sent" | "undone" | "refused" | "conflict", tried: boolean, paper?: boolean, stamp?: string, sent_at?: string,
 *   result?: string, message?: string, over?: number, other?: {at: string, staff: string} | null, seen?: boolean}} Act
 */

/** A day's history of this device; older ones that were sent may go. */
const KEPT = 400;
const FEW = 20;
const SPILL = "mogiri.door.spill";

/** @type {Map<number, Act>} */
const acts = new Map();
/** Tells `changed`. */
export const told = new EventTarget();
/** Set when the device could not write an act down; it is then only in this page. */
export let unsafe = false;

export const actsReady = load();

async function load() {
  for (const act of [...(await all("acts").catch(() => [])), ...spilled()]) acts.set(act.counter, act);
}

/** Those that another tab of this device wrote down since. */
export async function meet() {
  await actsReady;
  for (const act of await all("acts").catch(() => [])) if (!acts.has(act.counter)) acts.set(act.counter, act);
}

/** All acts, the oldest first. */
export function list() {
  return [...acts.values()].sort((one, other) => one.counter - other.counter);
}

/** Those that the service does not have. */
export function waiting() {
  return list().filter(({ state }) => state === "waiting");
}

/** @param {Omit<Act, "counter" | "state" | "tried">} made @returns {Promise<Act>} written down as safely as this device can */
export async function add(made) {
  const counter = await nextNumber().catch(() => Math.max(0, ...acts.keys()) + 1);
  const act = /** @type {Act} */ ({ ...made, counter, state: "waiting", tried: false });
  await keep(act);
  return act;
}

/** @param {Act} act */
export async function keep(act) {
  acts.set(act.counter, act);
  told.dispatchEvent(new Event("changed"));
  try {
    await put("acts", act);
    unspill(act);
    if (!(await lasting())) spill(act);
  } catch {
    await tidy(FEW);
    await put("acts", act).then(() => unspill(act), () => spill(act));
  }
}

/** It was never done: the service said no. @param {Act} act */
export async function forget({ counter }) {
  acts.delete(counter);
  told.dispatchEvent(new Event("changed"));
  await drop("acts", [counter]).catch(() => undefined);
  unspill({ counter });
}

/** Let the oldest go that the service has and nobody needs to read. */
export async function tidy(most = KEPT) {
  const done = list().filter(({ state, seen }) => ["sent", "undone"].includes(state) || seen);
  const gone = done.slice(0, Math.max(0, done.length - most)).map(({ counter }) => counter);
  gone.forEach((counter) => acts.delete(counter));
  if (gone.length) await drop("acts", gone).catch(() => undefined);
}

/** A full disk has often still room for a few lines beside it. @param {Act} act */
function spill(act) {
  try {
    localStorage.setItem(SPILL, JSON.stringify([...spilled().filter(({ counter }) => counter !== act.counter), act]));
  } catch {
    unsafe = true;
    addEventListener("beforeunload", (event) => waiting().length && event.preventDefault());
  }
}

/** @param {{counter: number}} act */
function unspill({ counter: gone }) {
  const rest = spilled();
  if (rest.some(({ counter }) => counter === gone)) localStorage.setItem(SPILL, JSON.stringify(rest.filter(({ counter }) => counter !== gone)));
}

/** @returns {Act[]} */
function spilled() {
  try {
    return JSON.parse(localStorage.getItem(SPILL) || "[]");
  } catch {
    return [];
  }
}
