// What an order would cost and how it could be paid, asked of the service before anything is ordered.
import { attempt } from "./attempt.js";
import { order, place } from "./order-form.js";

/**
 * @typedef {{total: number, discount: number, coupon: {id: string, title: string} | null, methods: string[], konbini_until: string | null}} Told
 * @typedef {import("./goods.js").Goods} Goods
 */

/**
 * The service's answer to the order as the form stands now.
 * @param {HTMLFormElement} form
 * @param {string} coupon the code that is being tried
 * @returns {Promise<{told: Told | null, error: import("./service.js").Refusal | null, words: string}>}
 */
export async function preview(form, coupon) {
  const { coupon: _, email, ...body } = order(form);
  const who = /\S@\S+\.\S/.test(email) ? { email } : {}; // whether somebody has used the code before
  const ask = (/** @type {Record<string, unknown>} */ wanted) => attempt("/api/checkout", { method: "POST", body: wanted });
  const { data, error, words } = await place(ask, { ...body, ...who, ...(coupon ? { coupon } : {}), preview: true });
  return { told: data, error, words };
}

/**
 * Whether all of the order may be paid at a store; by the catalogue where the service has not said.
 * @param {(Goods | null)[]} things
 * @param {Told | null} told
 */
export function takesKonbini(things, told) {
  if (told) return told.methods.includes("konbini");
  return things.every((thing) => thing && isFarEnough(thing));
}

/** @param {Goods} thing */
function isFarEnough({ item, session }) {
  const stop = item.konbini_stop;
  if (stop === undefined || stop === null) return false;
  return !session || Date.parse(session.starts) - Date.now() > stop * 1000;
}
