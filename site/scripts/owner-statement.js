// <owner-statement>: ご利用明細 of a month, by channel and by organiser, to be printed or taken along as CSV.
import { day, money } from "./formats.js";
import { OwnerView, place } from "./owner-view.js";
import { address } from "./service.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

const { lang } = document.documentElement;
const SUMS = ["used", "no_show", "cancel_fees", "gross", "rate", "handling_fee", "net"];
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
    wanted.set("by", "organiser");
    slot(this, "organisers-csv").setAttribute("href", address(`/api/statement.csv?${wanted}`));
    slot(this, "organisers").replaceChildren(...data.organisers.map((/** @type {any} */ each) => row(each.name, each, PARTS)));
    slot(this, "organiser-sums").replaceChildren(row(say("statement.total"), data.organiser_sums, PARTS));
    put(this, "memos", data.sums.memos ? say("statement.memos", { amount: money(data.sums.memos) }) : "");
  }
}

/** @param {string} name @param {any} sums @param {string[]} keys */
function row(name, sums, keys) {
  const line = document.createElement("tr");
  const cells = keys.map((key) => (sums[key] === undefined ? "" : key === "rate" ? String(sums[key]) : money(sums[key])));
  line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }), ...cells.map((textContent, n) => {
    const cell = Object.assign(document.createElement("td"), { textContent });
    cell.dataset.label = say(`statement.${keys === PARTS && keys[n] === "rate" ? "commission_rate" : keys[n]}`);
    return cell;
  }));
  return line;
}

customElements.define("owner-statement", OwnerStatement);
