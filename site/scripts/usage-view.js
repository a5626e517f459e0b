// Figures of the usage feed put into the page's templates. A figure that changed says so for a moment.
import { day, moment } from "./formats.js";
import { local } from "./localised.js";
import { known, say } from "./words.js";

/** @typedef {import("./usage-feed.js").Count} Count */

const { lang } = document.documentElement;
const whole = new Intl.NumberFormat(lang);
const share = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
const FIGURES = /** @type {const} */ (["issued", "used", "unused", "no_show", "cancelled"]);

/** 「87.5%」, "—" when nothing was issued. @param {number | null} rate */
export function percent(rate) {
  return rate === null ? say("usage.no_rate") : share.format(rate);
}

/** A copy of one of the board's templates. @param {HTMLElement} board @param {string} name */
export function copy(board, name) {
  const template = /** @type {HTMLTemplateElement} */ (board.querySelector(`template[data-${name}]`));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/** Fill every figure that `place` has room for. @param {HTMLElement} place @param {Count} count */
export function figures(place, count) {
  for (const name of FIGURES) put(place, name, whole.format(count[name]));
  put(place, "rate", percent(count.rate));
  const bar = /** @type {HTMLElement | null} */ (place.querySelector("[data-bar]"));
  bar?.style.setProperty("--used", String(count.rate ?? 0));
  bar?.style.setProperty("--no-show", String(count.issued ? count.no_show / count.issued : 0));
  if (bar?.getAttribute("role") === "img") bar.setAttribute("aria-label", say("usage.bar", { issued: count.issued, used: count.used }));
}

/** The name of a ticket type as a row heading and its figures as cells. @param {import("./usage-feed.js").TicketCount} ticket */
export function ticketRow(ticket) {
  const row = document.createElement("tr");
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: local(ticket.name) || ticket.id || "—" });
  row.append(head, ...FIGURES.map((name) => Object.assign(document.createElement("td"), { textContent: whole.format(ticket[name]) })));
  return row;
}

/** When a session is; its id where it has no date. @param {{id: string, starts_at: string | null}} session */
export function when({ id, starts_at }) {
  return starts_at ? moment(starts_at) : id;
}

/** How the kind of an item is named: a voucher with a face value is a 金券. @param {{kind: string, face?: number | null}} item */
export function kindWord({ kind, face }) {
  const key = `usage.kinds.${kind === "voucher" && face ? "note" : kind}`;
  return known(key) ? say(key) : kind;
}

/** A line about an item: its kind and how many dates. @param {import("./usage-feed.js").ItemCount} item */
export function note(item) {
  const dates = item.sessions.flatMap(({ starts_at }) => starts_at ?? []).sort();
  if (!dates.length) return kindWord(item);
  const more = dates.length > 1 ? ` · ${say("usage.session_count", { n: dates.length })}` : "";
  return `${day(dates[0])}${more}`;
}

/** @param {ParentNode} place @param {string} name @param {string} words */
export function put(place, name, words) {
  const part = place.querySelector(`[data-${name}]`);
  if (part) part.textContent = words;
}

/** Mark the figures that differ from what stood there before. @param {Element} before @param {Element} after */
export function flash(before, after) {
  const old = [...before.querySelectorAll("strong, dd")].map((part) => part.textContent);
  const fresh = [...after.querySelectorAll("strong, dd")];
  if (old.length !== fresh.length) return;
  fresh.forEach((part, n) => part.textContent !== old[n] && part.classList.add("changed"));
}
