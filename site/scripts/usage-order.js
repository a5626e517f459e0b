// In which order an owner wants to see things: this day first, then what is to come, what is kept on sale, what is over.
import { clock } from "./formats.js";

/**
 * @typedef {import("./usage-feed.js").ItemCount} Item
 * @typedef {import("./usage-feed.js").SessionCount} Session
 */

const { lang, dataset } = document.documentElement;
const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: dataset.timeZone || "Asia/Tokyo", dateStyle: "short" });
const whole = new Intl.NumberFormat(lang);
const KINDS = ["event", "past", "pass", "voucher", "coupon"];
const QUARTER = 15 * 60_000;
/** Dates of one day that are shown large. */
const LARGE = 4;

/** The first day from `today` on, else the last one there was. @param {Item} item @param {string} today */
function nextDay(item, today) {
  const days = item.sessions.flatMap(({ starts_at }) => (starts_at ? [isoDay.format(new Date(starts_at))] : [])).sort();
  return days.find((day) => day >= today) ?? days.at(-1) ?? "9999";
}

/** Items by kind; events whose dates are all over stand apart. @param {Item[]} items @param {Date} now @returns {{kind: string, items: Item[]}[]} */
export function groups(items, now) {
  const today = isoDay.format(now);
  const about = items.map((item) => ({ item, day: item.kind === "event" ? nextDay(item, today) : "" }));
  const kindOf = (/** @type {{item: Item, day: string}} */ { item, day }) => (item.kind === "event" && day < today ? "past" : item.kind);
  const order = [...new Set([...KINDS, ...items.map(({ kind }) => kind)])];
  const sorted = order.map((kind) => ({ kind, items: about.filter((each) => kindOf(each) === kind).sort((a, b) => (kind === "past" ? b.day.localeCompare(a.day) : a.day.localeCompare(b.day))).map(({ item }) => item) }));
  const past = sorted.filter(({ kind }) => kind === "past");
  return [...sorted.filter(({ kind }) => kind !== "past"), ...past].filter((group) => group.items.length);
}

/** The dates of this day that somebody has a ticket for, earliest first. @param {Item[]} items @param {Date} now @returns {{item: Item, session: Session}[]} */
export function todays(items, now) {
  const today = isoDay.format(now);
  const all = items.flatMap((item) => item.sessions.map((session) => ({ item, session })));
  const some = all.filter(({ session }) => session.issued && session.starts_at && isoDay.format(new Date(session.starts_at)) === today);
  return some.sort((a, b) => String(a.session.starts_at).localeCompare(String(b.session.starts_at))).slice(0, LARGE);
}

/** Every quarter of an hour from the first to the last, as rows of a chart. @param {{at: string, used: number}[]} arrivals */
export function quarters(arrivals) {
  const used = new Map(arrivals.map(({ at, used: n }) => [Date.parse(at), n]));
  const [first, last] = [Math.min(...used.keys()), Math.max(...used.keys())];
  const rows = [];
  for (let at = first; at <= last; at += QUARTER) {
    const n = used.get(at) ?? 0;
    rows.push({ label: clock(new Date(at)), value: n, words: whole.format(n), top: n ? whole.format(n) : "" });
  }
  return rows;
}
