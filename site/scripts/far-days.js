// Days that are far from today: with their year, or as a distance. Sale pages need neither and do without this file.
import { clock, day as near } from "./formats.js";

const { lang, dataset } = document.documentElement;
const timeZone = dataset.timeZone || "Asia/Tokyo";

const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
const longFormat = new Intl.DateTimeFormat(lang, { timeZone, dateStyle: "long" });
const longDateFormat = new Intl.DateTimeFormat(lang, { timeZone: "UTC", dateStyle: "long" });

/** 「2026年12月24日」 of a day such as "2026-12-24" or of a moment. @param {string} when */
export function longDay(when) {
  return when.length > 10 ? longFormat.format(new Date(when)) : longDateFormat.format(new Date(when));
}

/**
 * 「3日後」, "yesterday": days between the calendar days of two moments in the shop's zone.
 * @param {string | Date} when @param {Date} from
 */
export function daysUntil(when, from) {
  const [one, other] = [new Date(when), from].map((each) => Date.parse(isoDay.format(each)));
  return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(Math.round((one - other) / 86_400_000), "day");
}

const farFormat = new Intl.DateTimeFormat(lang, { timeZone, year: "numeric", month: lang === "ja" ? "long" : "short", day: "numeric", weekday: "short" });

/** 「12月24日(木)」, of another year than this one 「2025年12月24日(水)」. @param {string | Date} when */
export function day(when) {
  const [one, today] = [new Date(when), new Date()];
  return isoDay.format(one).slice(0, 4) === isoDay.format(today).slice(0, 4) ? near(one) : farFormat.format(one);
}

/** The same with its time. @param {string | Date} when */
export function moment(when) {
  return `${day(when)} ${clock(when)}`;
}
