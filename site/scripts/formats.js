// Money, dates and times as the build writes them, in the page's language and the shop's zone.

const { lang, dataset } = document.documentElement;
const currency = dataset.currency || "JPY";
const timeZone = dataset.timeZone || "Asia/Tokyo";

const currencyFormat = new Intl.NumberFormat(lang, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
const numberFormat = new Intl.NumberFormat(lang);
/** @type {Intl.DateTimeFormatOptions} */
const dayParts = { month: lang === "ja" ? "long" : "short", day: "numeric", weekday: "short" };
const dayFormat = new Intl.DateTimeFormat(lang, { timeZone, ...dayParts });
const dateFormat = new Intl.DateTimeFormat(lang, { timeZone: "UTC", ...dayParts });
const clockFormat = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/**
 * 「3,500円」, "¥3,500".
 * @param {number} amount in the currency's smallest unit
 */
export function money(amount) {
  if (currency === "JPY" && lang === "ja") return `${numberFormat.format(amount)}円`;
  return currencyFormat.format(amount / 10 ** (currencyFormat.resolvedOptions().maximumFractionDigits ?? 0));
}

/**
 * Put an amount and, smaller, that tax is included into a place.
 * @param {Element} place
 * @param {number} amount
 * @param {string} words such as 「(税込)」
 */
export function showMoney(place, amount, words) {
  const small = Object.assign(document.createElement("small"), { textContent: amount ? words : "" });
  place.replaceChildren(money(amount), small);
}

/** 「12月24日(木)」, "Thu, Dec 24". @param {string | Date} when */
export function day(when) {
  return dayFormat.format(new Date(when));
}

/** The same of "20261224", wherever that is. @param {string} date */
export function dayOf(date) {
  return dateFormat.format(new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`));
}

/** "19:00". @param {string | Date} when */
export function clock(when) {
  return clockFormat.format(new Date(when));
}

/** 「12月24日(木) 19:00」. @param {string | Date} when */
export function moment(when) {
  return `${day(when)} ${clock(when)}`;
}

/** "12.4 MB". @param {number} bytes */
export function size(bytes) {
  return new Intl.NumberFormat(lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1e6);
}
