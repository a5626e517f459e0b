// How an order stands, in words: the seal, the title and the sentences of the thanks page, and its figures.
import { money, moment } from "./formats.js";
import { say } from "./words.js";

/**
 * @typedef {{seal: string, title: string, text: string}} Standing
 * @typedef {[string, string][]} Figures
 */

/** @param {string} status of the order, or `unknown` @param {any} order @returns {Standing} */
export function standing(status, order) {
  const state = status === "failed" && order.method === "konbini" ? "expired" : status; // nobody went to the store
  if (order.cancelled) return { seal: "", ...cancelled(order) };
  const issued = order.tickets?.length && ["paid", "part_refunded"].includes(state);
  const seal = issued ? say("cart.thanks.issued") : "";
  if (state === "paid" && issued) return { seal, title: say("cart.thanks.title"), text: say("cart.thanks.paid") };
  if (state === "awaiting_payment") return { seal, title: say("cart.thanks.waiting"), text: waiting(order) };
  if (state === "cancelled") return { seal, ...cancelled(order) };
  const amount = money(order.refunded || order.refunding || 0);
  const text = say(`cart.thanks.${state}_text`, { amount });
  return { seal, title: say(`cart.thanks.${state}`), text: state === "refunded" ? lines(text, back(order)) : text };
}

/** Number, sum, and what came off or went back. @param {string} state @param {any} order @returns {Figures} */
export function figures(state, order) {
  const paid = ["paid", "part_refunded", "refunded", "cancelled"].includes(state);
  const total = order.total ? money(order.total) + say("common.tax_included") : say("common.free");
  /** @type {Figures} */
  const rows = [[say("cart.thanks.number"), order.number]];
  if (order.discount) {
    rows.push([say("cart.thanks.subtotal"), money(order.total + order.discount)]);
    rows.push([say("cart.thanks.discount"), `−${money(order.discount)}`]);
  }
  rows.push([say(paid ? "cart.thanks.amount" : "cart.total"), total]);
  if (state === "awaiting_payment" && order.pay_by) rows.push([say("cart.thanks.pay_by"), moment(order.pay_by)]);
  if (order.refunded) rows.push([say("cart.thanks.refunded_row"), money(order.refunded)]);
  if (order.refunding) rows.push([say("cart.thanks.refunding_row"), money(order.refunding)]);
  return rows;
}

/** @param {any} order */
function waiting({ pay_by: until }) {
  return until ? say("cart.thanks.waiting_text", { when: moment(until) }) : say("cart.thanks.waiting_open");
}

/** Who cancelled and why, and the money. @param {any} order */
function cancelled(order) {
  const { by, reason, detail } = order.cancelled ?? {};
  const shop = by === "shop";
  const why = [reason && reason !== "other" ? say(`money.reasons.${reason}`) : "", detail ?? ""].filter(Boolean).join(" ");
  const said = shop && why ? say("cart.thanks.cancelled_reason", { reason: why }) : "";
  return { title: say(shop ? "cart.thanks.cancelled_shop" : "cart.thanks.cancelled"), text: lines(say("cart.thanks.cancelled_text"), said, refund(order), back(order)) };
}

/** @param {any} order */
function refund({ total, refunded, refunding }) {
  if (refunding) return say("cart.thanks.refund_on_its_way", { amount: money(refunding) });
  if (refunded) return say("cart.thanks.refund_done", { amount: money(refunded) });
  return total ? say("cart.thanks.refund_nothing") : "";
}

/** How the money comes back, which depends on how it was paid; to a bank account it has come when it counts as returned. @param {any} order */
function back({ refunded, refunding, method }) {
  return refunding || (refunded && method === "card") ? say(`money.refund_time.${method ?? "card"}`) : "";
}

/** @param {...string} sentences */
function lines(...sentences) {
  return sentences.filter(Boolean).join("\n");
}
