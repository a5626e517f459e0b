// The foot of the bill: the sum of the lines, what a coupon takes off, and what is to be paid.
import { money, showMoney } from "./formats.js";
import { part, slot } from "./slots.js";
import { say } from "./words.js";

/**
 * Show the service's figures, else the sum of the lines.
 * @param {HTMLElement} host
 * @param {import("./cart-store.js").Line[]} lines
 * @param {import("./order-preview.js").Told | null} told
 */
export function showSum(host, lines, told) {
  const sum = lines.reduce((amount, line) => amount + line.price * line.quantity, 0);
  const total = told?.total ?? sum;
  part(host, "discount").hidden = !told?.discount;
  slot(host, "subtotal").textContent = money(sum);
  slot(host, "discount").textContent = `−${money(told?.discount ?? 0)}`;
  if (total) showMoney(slot(host, "total"), total, say("common.tax_included"));
  else slot(host, "total").textContent = say("cart.confirm.nothing_to_pay");
  slot(host, "place").textContent = say(total ? "cart.confirm.place" : "cart.confirm.place_free");
  slot(host, "after").textContent = say(total ? "cart.confirm.after" : "cart.confirm.after_free");
}
