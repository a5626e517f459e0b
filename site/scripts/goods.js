// What a line of the cart is, from the catalogue, and whether it can still be bought. The service decides in the end.
import { day, moment } from "./formats.js";
import { left } from "./stock.js";

const { lang } = document.documentElement;

/**
 * @typedef {import("./cart-store.js").Line} Line
 * @typedef {{line: Line, item: any, session: any, ticket: any, title: string, detail: string, when: string, path: string, price: number}} Goods
 * @typedef {{code: string, quantity: number, price?: number, path?: string, kind?: string, partner?: string, title?: string}} Verdict `quantity` that can be had instead; `path` of its sale page; `kind` of thing; `partner` who alone sells `title`
 */

/** The catalogue as it was published. @returns {Promise<any>} */
export async function catalogue() {
  const response = await fetch("/catalogue.json");
  if (!response.ok) throw new Error(`catalogue: ${response.status}`);
  return response.json();
}

/** Text of the page's language, else the first there is. @param {Record<string, string> | undefined} text */
export function local(text) {
  return text?.[lang] || Object.values(text ?? {})[0] || "";
}

/**
 * The line in words; null when it is sold no more.
 * @param {any} shelf the catalogue
 * @param {Line} line
 * @returns {Goods | null}
 */
export function goods(shelf, line) {
  const item = shelf.items.find((/** @type {any} */ each) => each.id === line.item);
  const session = item?.sessions?.find((/** @type {any} */ each) => each.id === line.session);
  const ticket = item?.tickets?.find((/** @type {any} */ each) => each.id === line.ticket);
  if (!item || item.archived || (item.kind === "event" && (!session || !ticket))) return null;
  const when = session ? (session.all_day ? day(session.starts) : moment(session.starts)) : "";
  const detail = [when, local(item.venue?.name), ticket ? local(ticket.name) : ""].filter(Boolean).join(" / ");
  return { line, item, session, ticket, title: local(item.title), detail, when, path: item.path, price: ticket ? ticket.price : (item.price ?? 0) };
}

/**
 * What stands against buying the line as it is; null when nothing does.
 * @param {Goods | null} thing
 * @param {Line} line
 * @param {Record<string, import("./stock.js").ItemLeft> | null} all the stock, null when unknown
 * @param {Line[]} others the lines before this one
 * @returns {Verdict | null}
 */
export function verdict(thing, line, all, others) {
  if (!thing) return { code: "gone", quantity: 0 };
  if (line.offer) return line.quantity > line.offer.quantity ? { code: "few_left", quantity: line.offer.quantity, kind: thing.item.kind } : null;
  const known = left(all, line.item, line.session, line.ticket);
  const remaining = Math.min(known?.remaining ?? Infinity, room(line, all, others));
  if (known && known.state !== "on_sale") return { code: known.state, quantity: 0, path: thing.path };
  if (remaining <= 0) return { code: "sold_out", quantity: 0, path: thing.path };
  const most = limit(thing, others);
  if (most < line.quantity && most <= remaining) return { code: "limit", quantity: most, kind: thing.item.kind };
  if (remaining < line.quantity) return { code: "few_left", quantity: remaining, kind: thing.item.kind };
  const price = known?.price ?? thing.price;
  return price === line.price ? null : { code: "price_changed", quantity: line.quantity, price };
}

/**
 * What stands against a line that the shop alone sells, beside one that only the partner does: an order has one seller.
 * @param {any} shelf the catalogue
 * @param {Line} line
 * @param {Record<string, import("./stock.js").ItemLeft> | null} all
 * @param {Line[]} kept every line of the cart
 * @returns {Verdict | null}
 */
export function apart(shelf, line, all, kept) {
  const theirs = all?.[line.item]?.shop_only ? kept.find((each) => all[each.item]?.partner_only) : undefined;
  const thing = theirs && goods(shelf, theirs);
  return thing ? { code: "sold_apart", quantity: 0, title: thing.title, partner: all?.[thing.item.id]?.partner_only } : null;
}

/**
 * What the lines before leave of a date, or of a thing without dates.
 * @param {Line} line
 * @param {Record<string, import("./stock.js").ItemLeft> | null} all
 * @param {Line[]} others
 */
function room(line, all, others) {
  const taken = others.filter((each) => each.item === line.item && each.session === line.session);
  return (left(all, line.item, line.session)?.remaining ?? Infinity) - taken.reduce((sum, each) => sum + each.quantity, 0);
}

/**
 * The most of one line that one order may have.
 * @param {Goods} thing
 * @param {Line[]} others
 */
export function limit(thing, others) {
  const sum = (/** @type {Line[]} */ lines) => lines.reduce((before, each) => before + each.quantity, 0);
  const same = others.filter((each) => each.item === thing.line.item);
  const whole = Math.min(thing.item.limit ?? Infinity, thing.item.limit_per_person ?? Infinity) - sum(same);
  const ofType = (thing.ticket?.limit ?? Infinity) - sum(same.filter((each) => each.ticket === thing.line.ticket));
  return Math.max(0, Math.min(whole, ofType, thing.line.offer?.quantity ?? Infinity));
}
