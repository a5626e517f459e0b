// The six things the law wants before the order button, for one line: quantity, price, payment, delivery, cancelling, period.
import { moment, money } from "./formats.js";
import { terms } from "./terms.js";
import { say } from "./words.js";

/**
 * What holds for the whole order: `konbini` whether it can be paid at a store, and `until` when, where that is known.
 * @typedef {{contact: string, free: boolean, konbini: boolean, until: string | null}} Order
 */

/**
 * Fill an article made from the template; answers whether its conditions have to be agreed to.
 * @param {HTMLElement} article
 * @param {import("./goods.js").Goods} thing
 * @param {Order} order
 */
export async function fill(article, thing, { contact, free, konbini, until }) {
  const { line } = thing;
  const amount = money(line.price * line.quantity);
  put(article, "title", thing.title);
  put(article, "detail", thing.detail);
  const units = say(`cart.units.${thing.item.kind}`, { n: line.quantity });
  put(article, "quantity", units);
  put(article, "price", line.price ? say("cart.six.price_text", { price: money(line.price), n: line.quantity, units, amount }) : say("common.free"));
  put(article, "payment", line.price ? paying(konbini, until) : say("cart.six.payment_free"));
  const delivery = say(`cart.six.delivery_${free ? "free" : konbini ? "konbini" : "text"}`);
  put(article, "delivery", thing.when ? `${delivery}\n${say("cart.six.held_at", { when: thing.when })}` : delivery);
  const found = await terms(thing.path);
  const provision = found.provision?.textContent?.trim();
  if (provision) put(article, "delivery", `${delivery}\n${say("cart.six.valid", { valid: provision })}`);
  place(article, "cancel", found.cancel);
  if (contact) slot(article, "cancel").append(say("cart.six.cancel_contact", { contact }));
  place(article, "period", found.period);
  for (const name of ["resale", "notes"]) {
    slot(article, name).hidden = !found[name]?.textContent?.trim();
    place(article, name, found[name]);
  }
  return Boolean(found.agree);
}

/** @param {boolean} konbini @param {string | null} until */
function paying(konbini, until) {
  if (!konbini) return say("cart.six.payment_text");
  return until ? say("cart.six.payment_konbini", { when: moment(until) }) : say("cart.six.payment_konbini_open");
}

/** @param {HTMLElement} article @param {string} name @param {string} text */
function put(article, name, text) {
  slot(article, name).textContent = text;
}

/** @param {HTMLElement} article @param {string} name @param {DocumentFragment | undefined} sentences */
function place(article, name, sentences) {
  slot(article, name).replaceChildren(...(sentences ? [sentences.cloneNode(true)] : []));
}

/** @param {HTMLElement} article @param {string} name @returns {HTMLElement} */
function slot(article, name) {
  return /** @type {HTMLElement} */ (article.querySelector(`[data-slot=${name}]`));
}
