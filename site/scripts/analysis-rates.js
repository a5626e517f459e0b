// 参加率 by event and by ticket type: of dates that have begun, how many of those with a ticket came.
import { local } from "./localised.js";
import { percent } from "./usage-view.js";
import { say } from "./words.js";

const whole = new Intl.NumberFormat(document.documentElement.lang);

/** @typedef {{label: string, issued: number, used: number}} Rate */

/**
 * @param {import("./usage-feed.js").Feed} feed
 * @param {string} only an item, empty for all
 * @returns {{events: Rate[], types: Rate[]}} those with the most tickets first
 */
export function rates(feed, only) {
  /** @type {Map<string, Rate>} */
  const events = new Map();
  /** @type {Map<string, Rate>} */
  const types = new Map();
  for (const item of feed.items.filter((each) => each.kind === "event" && (!only || each.id === only))) {
    for (const session of item.sessions.filter(({ starts_at }) => starts_at && Date.parse(starts_at) <= Date.parse(feed.at))) {
      add(events, item.id, local(item.title), session);
      for (const ticket of session.tickets) add(types, local(ticket.name) || ticket.id, local(ticket.name) || ticket.id, ticket);
    }
  }
  const sorted = (/** @type {Map<string, Rate>} */ map) => [...map.values()].filter(({ issued }) => issued).sort((a, b) => b.issued - a.issued);
  return { events: sorted(events), types: sorted(types) };
}

/** @param {Map<string, Rate>} sums @param {string} key @param {string} label @param {{issued: number, used: number}} count */
function add(sums, key, label, { issued, used }) {
  const before = sums.get(key) ?? { label, issued: 0, used: 0 };
  sums.set(key, { label, issued: before.issued + issued, used: before.used + used });
}

/** @param {Rate[]} rows @param {string} name */
export function rateTable(rows, name) {
  const made = document.createElement("table");
  made.className = "rates";
  const heads = [say(name === "events" ? "usage.kinds.event" : "usage.ticket"), say("usage.issued"), say("usage.used"), say("usage.rate")];
  made.createTHead().insertRow().append(...heads.map((textContent) => Object.assign(document.createElement("th"), { scope: "col", textContent })));
  const body = made.createTBody();
  for (const { label, issued, used } of rows) {
    const line = body.insertRow();
    line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: label }));
    for (const figure of [issued, used]) line.insertCell().textContent = whole.format(figure);
    const cell = line.insertCell();
    cell.append(Object.assign(document.createElement("strong"), { textContent: percent(used / issued) }));
    cell.style.setProperty("--rate", String(used / issued));
  }
  return made;
}
