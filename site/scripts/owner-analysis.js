// <owner-analysis>: 分析. Weekday × hour, arrivals by quarter of an hour, sales by day, and who brought whom.
import { bars, table } from "./bar-chart.js";
import { day, money } from "./formats.js";
import { catalogue, local } from "./goods.js";
import { called } from "./history-view.js";
import { OwnerView } from "./owner-view.js";
import { part, slot } from "./slots.js";
import { percent } from "./usage-view.js";
import { say } from "./words.js";

const { lang } = document.documentElement;
const whole = new Intl.NumberFormat(lang);
const shortDay = new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", timeZone: "UTC" });
const weekday = new Intl.DateTimeFormat(lang, { weekday: "short", timeZone: "UTC" });

class OwnerAnalysis extends OwnerView {
  get place() {
    return "analysis";
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  connectedCallback() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", () => {
      const given = [...new FormData(this.form)].map(([name, value]) => [name, String(value)]).filter(([, value]) => value);
      location.hash = `#analysis?${new URLSearchParams(given)}`;
    });
    super.connectedCallback();
  }

  /** @param {string[]} _ @param {URLSearchParams} query */
  async show(_, query) {
    const choice = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem("item"));
    if (choice.options.length < 2) {
      const shelf = await catalogue().catch(() => ({ items: [] }));
      choice.append(...shelf.items.filter((/** @type {any} */ item) => item.kind !== "coupon").map((/** @type {any} */ item) => new Option(local(item.title), item.id)));
    }
    for (const name of ["item", "from", "to"]) /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name)).value = query.get(name) ?? "";
    const { data } = await this.ask(`/api/analysis?${query}`);
    if (data) this.fill(data);
  }

  /** @param {any} told */
  fill({ weekdays, events, types, arrivals, sales, referrals }) {
    this.section("weekdays", weekdays.length > 0, [heat(weekdays)]);
    this.section("events", events.length > 0, [rates(events, say("usage.kinds.event"))]);
    this.section("types", types.length > 0, [rates(types, say("usage.ticket"))]);
    const quarters = arrivals.map((/** @type {any} */ each) => ({ label: each.at, value: each.used, words: whole.format(each.used), top: whole.format(each.used) }));
    this.section("arrivals", quarters.length > 0, [bars(quarters, say("analysis.arrivals")), folded(table(quarters, [say("analysis.time"), say("usage.used")]))]);
    const days = sales.map((/** @type {any} */ each) => ({ label: day(`${each.day}T12:00:00Z`), short: monthDay(each.day), value: each.total, words: say("analysis.sold", { amount: money(each.total), n: each.orders }) }));
    const sold = sales.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.total, 0);
    slot(this, "sum").textContent = say("analysis.sum", { amount: money(sold) });
    this.section("sales", true, [bars(days, say("analysis.sales")), folded(table([...days].reverse(), [say("analysis.day"), say("analysis.sales")]))]);
    const people = referrals.map((/** @type {any} */ each) => ({ label: called(each), words: say("analysis.brought", { n: each.referrals, shares: each.shares }) }));
    this.section("referrals", people.length > 0, [table(people, [say("history.column.customer"), say("history.column.referrals")])]);
  }

  /** @param {string} name @param {boolean} some @param {Element[]} parts */
  section(name, some, parts) {
    slot(this, name).replaceChildren(...(some ? parts : []));
    part(this, `no-${name}`).hidden = some;
  }
}

/** 「12/24」, "Dec 24". @param {string} date */
function monthDay(date) {
  if (lang !== "ja") return shortDay.format(new Date(`${date}T12:00:00Z`));
  const [, month, number] = date.split("-").map(Number);
  return `${month}/${number}`;
}

/** @param {Element} inside */
function folded(inside) {
  const made = document.createElement("details");
  made.className = "analysis-figures";
  made.append(Object.assign(document.createElement("summary"), { textContent: say("analysis.figures") }), inside);
  return made;
}

/** 使用率 of each, with a bar behind it. @param {{name: string, issued: number, used: number, rate: number}[]} shares @param {string} what they are */
function rates(shares, what) {
  const made = document.createElement("table");
  made.className = "rates";
  const heads = [what, say("usage.issued"), say("usage.used"), say("usage.rate")];
  made.createTHead().insertRow().append(...heads.map((textContent) => Object.assign(document.createElement("th"), { scope: "col", textContent })));
  const body = made.createTBody();
  for (const { name, issued, used, rate } of shares) {
    const line = body.insertRow();
    line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }));
    for (const figure of [issued, used]) line.insertCell().textContent = whole.format(figure);
    const cell = line.insertCell();
    cell.append(Object.assign(document.createElement("strong"), { textContent: percent(rate) }));
    cell.style.setProperty("--rate", String(rate));
  }
  return made;
}

/** Weekdays as rows, hours as columns; the deeper the colour, the more came. @param {any[]} cells */
function heat(cells) {
  const made = document.createElement("table");
  made.className = "heat";
  const hours = [...new Set(cells.map(({ hour }) => hour))].sort((a, b) => a - b);
  const head = made.createTHead().insertRow();
  head.append(...[say("analysis.weekday"), ...hours.map((hour) => `${hour}:00`)].map((textContent) => Object.assign(document.createElement("th"), { scope: "col", textContent })));
  const body = made.createTBody();
  for (const number of [...new Set(cells.map((each) => each.weekday))].sort()) {
    const line = body.insertRow();
    line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: weekday.format(Date.UTC(2024, 0, 1 + number)) })); // 2024 began on a Monday
    for (const hour of hours) {
      const cell = line.insertCell();
      const found = cells.find((each) => each.weekday === number && each.hour === hour);
      if (!found) continue;
      cell.style.setProperty("--rate", String(found.rate ?? 0));
      cell.append(Object.assign(document.createElement("strong"), { textContent: percent(found.rate) }), Object.assign(document.createElement("small"), { textContent: `${whole.format(found.used)}/${whole.format(found.issued)}` }));
    }
  }
  return made;
}

customElements.define("owner-analysis", OwnerAnalysis);
