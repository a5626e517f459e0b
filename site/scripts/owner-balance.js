// <owner-balance>: 未使用残高, beneath the items of a shop that the law on prepaid goods may look at.
import { money } from "./formats.js";
import { OwnerView } from "./owner-view.js";
import { address } from "./service.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

const { lang } = document.documentElement;
const whole = new Intl.NumberFormat(lang);
const dateFormat = new Intl.DateTimeFormat(lang, { timeZone: "UTC", dateStyle: "long" });

const COLUMNS = ["units", "amount", "then"];

/** @typedef {{date: string, amount: number}} OnDay */

class OwnerBalance extends OwnerView {
  get place() {
    return "items";
  }

  async show() {
    const { data } = await this.ask(`/api/balance?${new URLSearchParams({ lang })}`);
    const some = Boolean(data?.counts && (data.amount || data.last.amount));
    part(this, "balance").hidden = !some;
    if (some) this.fill(data);
  }

  /** @param {{limit: number, units: number, amount: number, coming: OnDay & {level: string}, last: OnDay, items: any[]}} told */
  fill({ limit, units, amount, coming, last, items }) {
    const facts = { day: longDate(coming.date), amount: money(coming.amount), limit: money(limit) };
    slot(this, "amount").textContent = money(amount);
    slot(this, "units").textContent = say("usage.balance.for_units", { n: whole.format(units) });
    slot(this, "coming").textContent = say("usage.balance.coming", facts);
    slot(this, "level").textContent = say(`usage.balance.${coming.level}`, facts);
    part(this, "balance").dataset.level = coming.level;
    const bar = slot(this, "bar");
    bar.style.setProperty("--used", String(Math.min(1, coming.amount / limit)));
    bar.setAttribute("aria-label", say("usage.balance.bar", facts));
    slot(this, "items").replaceChildren(...items.map((each) => row(each.title, [whole.format(each.units), money(each.amount), money(each.coming)])));
    this.link("csv", coming.date);
    this.link("csv-last", last.amount ? last.date : "");
  }

  /** @param {string} name @param {string} date of the balance, or nothing */
  link(name, date) {
    put(this, name, date ? say("usage.balance.csv", { day: longDate(date) }) : "");
    slot(this, name).setAttribute("href", address(`/api/balance.csv?${new URLSearchParams({ date, lang })}`));
  }
}

/** @param {string} date */
function longDate(date) {
  return dateFormat.format(new Date(date));
}

/** @param {string} title @param {string[]} figures */
function row(title, figures) {
  const line = document.createElement("tr");
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: title });
  line.append(head, ...figures.map((textContent, n) => {
    const cell = Object.assign(document.createElement("td"), { textContent });
    cell.dataset.label = say(`usage.balance.${COLUMNS[n]}`);
    return cell;
  }));
  return line;
}

customElements.define("owner-balance", OwnerBalance);
