// An order in the owner's words: what was bought, how it was paid, what happened to it.
import { moment } from "./far-days.js";
import { money } from "./formats.js";
import { known, say } from "./words.js";

/** 「年忘れコントライブ × 2 ほか」 in one line. @param {any[]} lines */
export function summary(lines) {
  const titles = [...new Set(lines.map(({ title }) => title))];
  const counted = titles.map((title) => say("orders.detail.line", { title, n: lines.filter((line) => line.title === title).reduce((sum, { quantity }) => sum + quantity, 0) }));
  return counted.join(" / ");
}

/** One line of the bill: when and which type. @param {any} line @returns {[string, string]} */
export function lineRow({ title, name, starts_at: starts, quantity, amount }) {
  const what = [title, starts ? moment(starts) : "", name ?? ""].filter(Boolean).join(" / ");
  return [say("orders.detail.line", { title: what, n: quantity }), money(amount)];
}

/** Words under a key, or the code itself where a newer service says something this page does not know. @param {string} section @param {string} code */
export function named(section, code) {
  const key = `orders.${section}.${code}`;
  return known(key) ? say(key) : code;
}

/** @param {any} order @param {Record<string, string>} channels names by id @returns {[string, string][]} */
export function orderFacts(order, channels) {
  return [
    [say("orders.detail.name"), order.name ?? ""],
    [say("orders.detail.at"), moment(order.created_at)],
    [say("orders.detail.channel"), order.channel && order.channel !== "own" ? (channels[order.channel] ?? order.channel) : ""],
    [say("orders.detail.method"), order.method ? say(`money.methods.${order.method}`) : ""],
    [say("orders.detail.pay_by"), order.status === "awaiting_payment" && order.pay_by ? moment(order.pay_by) : ""],
    [say("orders.detail.discount"), order.discount ? `−${money(order.discount)}` : ""],
    [say("orders.detail.total"), money(order.total)],
    [say("orders.detail.refunded"), order.refunded ? money(order.refunded) : ""],
    [say("orders.detail.refunding"), order.refunding ? money(order.refunding) : ""],
  ];
}

/** What an event of the time line is about: an amount, units, a reason, a mail. @param {{what: string, detail: any}} event @returns {string} */
export function eventDetail({ what, detail }) {
  if (detail === null || detail === "") return "";
  if (what === "stamped") return say("orders.event.stamped_units", { n: detail });
  if (what === "mail_sent") return named("mail", detail);
  if (what === "cancelled") return known(`money.reasons.${detail}`) ? say(`money.reasons.${detail}`) : detail;
  return typeof detail === "number" ? money(detail) : String(detail);
}

/** Who wrote a message, and whether it is out. @param {{by: string, sent_at: string | null}} message */
export function messageState({ by, sent_at: sent }) {
  return [by, sent ? say("orders.message.sent", { when: moment(sent) }) : say("orders.message.waits")].filter(Boolean).join(" / ");
}

/** Why it was cancelled, by whom. @param {any} cancelled @returns {string} */
export function why({ by, reason, detail }) {
  const words = reason && reason !== "other" ? say(`money.reasons.${reason}`) : "";
  return [named("by", by), words, detail].filter(Boolean).join(" / ");
}
