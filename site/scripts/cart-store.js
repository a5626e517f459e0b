// The cart, kept in this browser only. Every page and every tab sees the same one, and through whom its owner came.
import { came } from "./channel.js";

const KEY = "mogiri.cart";
const ORDERED = "mogiri.ordered";
const VERSION = 1;
const MANY = 20;

/**
 * One line; passes and vouchers have neither `session` nor `ticket`. `price` is what the fan was shown.
 * `offer` is kept of the waiting list: so many units wait for this fan alone until then, whatever the stock says.
 * @typedef {{token: string, quantity: number, until: string}} Offer
 * @typedef {{item: string, session: string | null, ticket: string | null, quantity: number, price: number, offer?: Offer}} Line
 */

/** @returns {Line[]} */
export function lines() {
  const kept = whole()?.lines;
  return Array.isArray(kept) ? kept.filter(sound) : [];
}

/** What waits for the next order. @returns {Line[]} */
export function waiting() {
  const kept = whole()?.later;
  return Array.isArray(kept) ? kept.filter(sound) : [];
}

/** Through whom this is bought: as this visit's link says, or else the link by which the cart was filled; empty: the shop itself. */
export function channel() {
  return came || String(whole()?.channel ?? "");
}

/** How many units there are in all. */
export function count() {
  return lines().reduce((sum, line) => sum + line.quantity, 0);
}

/**
 * Put a line in; the same thing twice becomes one line.
 * @param {Line} line
 */
export function add(line) {
  const kept = lines();
  const same = kept.find((each) => isSame(each, line));
  if (same) Object.assign(same, { quantity: same.quantity + line.quantity, price: line.price });
  else if (kept.length < MANY) kept.push(line);
  keep(kept);
}

/**
 * Put these lines in as they are, in place of what the cart has of the same things.
 * @param {Line[]} wanted
 */
export function put(wanted) {
  const others = lines().filter((each) => !wanted.some((line) => isSame(each, line)));
  keep([...others, ...wanted].slice(0, MANY));
}

/**
 * Change quantity or price of a line; a quantity of 0 takes it out.
 * @param {Line} line
 * @param {Partial<Line>} change
 */
export function change(line, change) {
  keep(
    lines()
      .map((each) => (isSame(each, line) ? { ...each, ...change } : each))
      .filter((each) => each.quantity > 0),
  );
}

/** Take everything out; what waits for the next order comes in. */
export function clear() {
  keep([]);
}

/**
 * The cart became this order; it stays until that order is paid.
 * @param {string} order the order's secret
 */
export function ordered(order) {
  write(ORDERED, order);
}

/**
 * This order is paid: empty the cart it came from, but never a newer one.
 * @param {string} order
 */
export function settle(order) {
  if (read(ORDERED) !== order) return;
  write(ORDERED, "");
  clear();
}

/**
 * Call `listener` whenever the cart changes, in this tab or another.
 * @param {() => void} listener
 * @returns {() => void} stop listening
 */
export function watch(listener) {
  const heard = (/** @type {StorageEvent} */ event) => event.key === KEY && listener();
  document.addEventListener("cart", listener);
  window.addEventListener("storage", heard);
  return () => {
    document.removeEventListener("cart", listener);
    window.removeEventListener("storage", heard);
  };
}

/**
 * Whether both are the same thing to buy.
 * @param {Line} one
 * @param {Line} other
 */
export function isSame(one, other) {
  return one.item === other.item && one.session === other.session && one.ticket === other.ticket;
}

function whole() {
  try {
    const kept = JSON.parse(read(KEY) || "null");
    return kept?.version === VERSION ? kept : null;
  } catch {
    return null;
  }
}

/** @param {Line[]} kept @param {Line[]} [later] */
export function keep(kept, later = waiting()) {
  const [now, next] = kept.length ? [kept, later] : [later, []];
  const through = now.length ? channel() : "";
  const more = { ...(next.length ? { later: next } : {}), ...(through ? { channel: through } : {}) };
  write(KEY, JSON.stringify({ version: VERSION, lines: now, ...more }));
  document.dispatchEvent(new CustomEvent("cart"));
}

// Where storage is forbidden the cart lasts as long as the page.
/** @type {Record<string, string>} */
const memory = {};

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key) ?? memory[key];
  } catch {
    return memory[key];
  }
}

/** @param {string} key @param {string} value */
function write(key, value) {
  memory[key] = value;
  try {
    localStorage.setItem(key, value);
  } catch {
    // Kept in memory only.
  }
}

/** @param {any} line */
function sound(line) {
  return line && typeof line.item === "string" && Number.isInteger(line.quantity) && line.quantity > 0 && Number.isInteger(line.price);
}
