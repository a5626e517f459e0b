// <owner-statement>: ご利用明細 of a month, by channel and by organiser, to be printed or taken along as CSV.
import { day, moment, money } from "./formats.js";
import { OwnerView, place } from "./owner-view.js";
import { address } from "./service.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

const { lang } = document.documentElement;
const SUMS = ["used", "no_show", "cancel_fees", "gross", "rate", "handling_fee", "net"];
const KEPT = ["cancel_fee", "handling_fee", "net"];
const PARTS = ["used", "no_show", "cancel_fees", "gross", "handling_fee", "rate", "commission", "payout"];

class OwnerStatement extends OwnerView {
  get place() {
    return "statement";
  }

  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      location.hash = `#statement?${new URLSearchParams({ month: this.month.value })}`;
    });
    slot(this, "print").addEventListener("click", () => print());
    super.connectedCallback();
  }

  get month() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[name=month]"));
  }

  async show() {
    const wanted = new URLSearchParams({ month: place().query.get("month") ?? "", lang });
    this.month.value = wanted.get("month") ?? "";
    const { data } = await this.ask(`/api/statement?${wanted}`);
    part(this, "statement").hidden = !data;
    if (!data) return;
    this.month.value = data.month;
    wanted.set("month", data.month);
    slot(this, "csv").setAttribute("href", address(`/api/statement.csv?${wanted}`));
    const [year, month] = data.month.split("-").map(Number);
    slot(this, "month").textContent = new Intl.DateTimeFormat(lang, { timeZone: "UTC", year: "numeric", month: "long" }).format(Date.UTC(year, month - 1, 15));
    slot(this, "due").textContent = say("statement.due", { day: day(`${data.due}T12:00:00Z`) });
    slot(this, "net").textContent = money(data.total);
    slot(this, "so-far").hidden = Date.now() > Date.UTC(year, month, 1);
    slot(this, "channels").replaceChildren(...data.channels.map((/** @type {any} */ each) => row(each.name, each, SUMS)));
    slot(this, "sums").replaceChildren(row(say("statement.total"), data.sums, SUMS));
    part(this, "organisers").hidden = data.organisers.length < 2;
    for (const by of ["organiser", "cancellation"]) {
      wanted.set("by", by);
      slot(this, `${by}s-csv`).setAttribute("href", address(`/api/statement.csv?${wanted}`));
    }
    slot(this, "organisers").replaceChildren(...data.organisers.map((/** @type {any} */ each) => row(each.name, each, PARTS)));
    slot(this, "organiser-sums").replaceChildren(row(say("statement.total"), data.organiser_sums, PARTS));
    part(this, "cancellations").hidden = !data.cancellations.length;
    slot(this, "cancellations").replaceChildren(...data.cancellations.map(cancellation));
    const kept = Object.fromEntries(KEPT.map((key) => [key, data.cancellations.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each[key], 0)]));
    const last = row(say("statement.total"), kept, KEPT);
    last.firstElementChild?.after(cell("", ""), cell("", ""));
    slot(this, "cancellation-sums").replaceChildren(last);
    put(this, "memos", data.sums.memos ? say("statement.memos", { amount: money(data.sums.memos) }) : "");
  }
}

/** What one cancelled ticket left, with the way to its order. @param {any} each */
function cancellation(each) {
  const line = row("", each, KEPT);
  const order = Object.assign(document.createElement("a"), { className: "tap", href: `#order/${each.order}`, textContent: each.order ?? each.ticket });
  line.firstElementChild?.append(order);
  line.firstElementChild?.after(cell(moment(each.at), say("statement.cancelled_at")), cell(each.title, say("statement.title_sold")));
  return line;
}

/** @param {string} name @param {any} sums @param {string[]} keys */
function row(name, sums, keys) {
  const line = document.createElement("tr");
  const cells = keys.map((key) => {
    const label = say(`statement.${keys === PARTS && key === "rate" ? "commission_rate" : key}`);
    return cell(sums[key] === undefined ? "" : key === "rate" ? String(sums[key]) : money(sums[key]), label);
  });
  line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }), ...cells);
  return line;
}

/** @param {string} textContent @param {string} label */
function cell(textContent, label) {
  const made = Object.assign(document.createElement("td"), { textContent });
  made.dataset.label = label;
  return made;
}

customElements.define("owner-statement", OwnerStatement);
