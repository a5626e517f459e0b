// What is left, from one shared answer of the service for the whole page.
import { channel } from "./cart-store.js";
import { Unreachable, ask } from "./service.js";

/** From this many units on, a label says that few are left; of a small house, a third. */
const FEW = 10;

/** More than this is said as "on sale": nobody has to hurry. */
export const PLENTY = 99;

/** Whether `remaining` of `all` units are few. @param {number} remaining @param {number} [all] */
export function isFew(remaining, all = Infinity) {
  return remaining <= Math.min(FEW, Math.max(1, Math.floor(all / 3)));
}

/**
 * @typedef {{state: string, remaining?: number | null, price?: number}} Left
 * @typedef {Left & {tickets?: Record<string, Left>}} SessionLeft
 * @typedef {Left & {sessions?: Record<string, SessionLeft>, partner_only?: string, shop_only?: boolean}} ItemLeft `partner_only` names who alone sells it
 */

const FRESH = 5000;
/** @type {Promise<Record<string, ItemLeft> | null> | undefined} */
let asked;
let askedAt = 0;

/**
 * The stock of everything, asked for at most every few seconds; null when the service does not answer.
 * @returns {Promise<Record<string, ItemLeft> | null>}
 */
export function stock() {
  if (!asked || Date.now() - askedAt > FRESH) {
    askedAt = Date.now();
    const through = channel();
    asked = ask("/api/stock" + (through ? `?channel=${encodeURIComponent(through)}` : ""))
      .then(({ status, data }) => (status === 200 ? data.items : null))
      .catch((error) => {
        if (error instanceof Unreachable) return null;
        throw error;
      });
  }
  return asked;
}

/**
 * State and remaining units of an item, a session or a ticket type there; undefined when nothing is known of it.
 * @param {Record<string, ItemLeft> | null} all
 * @param {string} item
 * @param {string | null} [session]
 * @param {string | null} [ticket]
 * @returns {Left | undefined}
 */
export function left(all, item, session, ticket) {
  const whole = all?.[item];
  if (!session) return whole;
  const date = whole?.sessions?.[session];
  return ticket ? date?.tickets?.[ticket] ?? date : date;
}

/**
 * Look again whenever the page comes back into view.
 * @param {() => void} look
 */
export function whenSeen(look) {
  document.addEventListener("visibilitychange", () => document.hidden || look());
}
