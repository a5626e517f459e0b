// The six things the law wants before the order button, for one line: quantity, price, payment, delivery, cancelling, period.
import { money } from "./formats.js";
import { terms } from "./terms.js";
import { say } from "./words.js";

/**
 * Fill an article made from the template; answers whether its conditions have to be agreed to.
 * @param {HTMLElement} article
 * @param {import("./goods.js").Goods} thing
 * @param {{contact: string, free: boolean}} order what holds for the whole order
 */
export async function fill(article, thing, { contact, free }) {
  const { line } = thing;
  const amount = money(line.price * line.quantity);
  put(article, "title", thing.title);
  put(article, "detail", thing.detail);
  const units = say(`cart.units.${thing.item.kind}`, { n: line.quantity });
  put(article, "quantity", units);
  put(article, "price", line.price ? say("cart.six.price_text", { price: money(line.price), n: line.quantity, units, amount }) : say("common.free"));
  put(article, "payment", say(line.price ? "cart.six.payment_text" : "cart.six.payment_free"));
  const delivery = say(free ? "cart.six.delivery_free" : "cart.six.delivery_text");
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
