// What stands against a line, in words, with the buttons that put it right.
import { change, isSame, keep, lines, waiting as postponed } from "./cart-store.js";
import { money } from "./formats.js";
import { here } from "./service.js";
import { known, say, sayOf } from "./words.js";

/** Whose words name a number of things. */
const COUNTED = ["few_left", "limit"];

/**
 * Fill `place` with the sentence and its remedies; empties and hides it when there is no verdict.
 * @param {HTMLElement} place
 * @param {import("./goods.js").Verdict | null} verdict
 * @param {import("./cart-store.js").Line} line
 * @param {string} [sentence] in place of the usual one
 */
export function offer(place, verdict, line, sentence) {
  place.hidden = !verdict;
  if (!verdict) return place.replaceChildren();
  const { code, quantity: n, price, kind, partner = "", title = "" } = verdict;
  const text = document.createElement("p");
  const facts = { n, old: money(line.price), new: money(price ?? line.price), partner, title };
  const key = `cart.verdict.${n || code !== "limit" ? code : "sold_out"}`;
  text.textContent = known(key) && (n || !sentence) ? (COUNTED.includes(code) && n ? sayOf(key, kind, facts) : say(key, facts)) : (sentence ?? say("cart.confirm.failed"));
  const out = button(say("cart.verdict.take_out"), () => change(line, { quantity: 0 }));
  const fewer = n ? [rest(line, n, kind), out] : [out];
  const remedies = { few_left: fewer, limit: fewer, limit_per_person: fewer, price_changed: [accept(line, price), out], sold_out: [...waiting(line, verdict.path), out], sold_apart: [button(say("cart.verdict.postpone"), () => postpone(line)), out] };
  const row = Object.assign(document.createElement("div"), { className: "button-row" });
  row.append(.../** @type {Record<string, HTMLElement[]>} */ (remedies)[code] ?? [out]);
  place.replaceChildren(text, row);
}

/** @param {import("./cart-store.js").Line} line @param {number} n @param {string} [kind] */
function rest(line, n, kind) {
  return button(sayOf("cart.verdict.take_rest", kind, { n }), () => change(line, { quantity: n }));
}

/** The waiting list of what has sold out is on its sale page. @param {import("./cart-store.js").Line} line @param {string} [path] */
function waiting({ session, ticket }, path) {
  if (!path) return [];
  const href = `${here(path)}#waiting=${[session, ticket].map((each) => encodeURIComponent(each ?? "")).join("/")}`;
  return [Object.assign(document.createElement("a"), { className: "button", href, textContent: say("cart.verdict.join_waiting") })];
}

/** @param {import("./cart-store.js").Line} line @param {number} [price] */
function accept(line, price = line.price) {
  return button(say("cart.verdict.accept_price"), () => change(line, { price }));
}

/** @param {string} words @param {() => void} act */
function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words });
  made.addEventListener("click", act);
  return made;
}

/** Leave a line for the next order: it comes back as soon as the cart has nothing else. @param {import("./cart-store.js").Line} line */
function postpone(line) {
  const others = (/** @type {import("./cart-store.js").Line[]} */ kept) => kept.filter((each) => !isSame(each, line));
  keep(others(lines()), [...others(postponed()), line]);
}
