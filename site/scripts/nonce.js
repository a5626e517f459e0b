// A number used once per order: the same order sent twice is one order, a changed one is another.

const KEY = "mogiri.nonce";
const LIFE = 25 * 60 * 1000;

/**
 * The nonce of what is being ordered; the same again while nothing changed, also after a reload.
 * @param {string} order the order as text
 */
export function nonce(order) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
    if (kept?.order === order && Date.now() - kept.at < LIFE) return kept.nonce;
  } catch {
    // A new one, then.
  }
  const made = fresh();
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ order, nonce: made, at: Date.now() }));
  } catch {
    // Without storage every reload is a new order; the service's hold runs out by itself.
  }
  return made;
}

/** A nonce that nobody had. */
export function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The order was refused, paid or given up: the next one is new. */
export function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
