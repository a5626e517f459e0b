// <owner-statement>: ご利用明細 of a month, by channel, to be printed or taken along as CSV.
import { day, money } from "./formats.js";
import { OwnerView, place } from "./owner-view.js";
import { address } from "./service.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

const { lang } = document.documentElement;
const SUMS = ["used", "no_show", "cancel_fees", "gross", "rate", "handling_fee", "net"];

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
    slot(this, "so-far").hidden = Date.now() > Date.UTC(year, month, 1);
    slot(this, "channels").replaceChildren(...data.channels.map((/** @type {any} */ each) => row("td", each.name, each)));
    slot(this, "sums").replaceChildren(row("td", say("statement.total"), data.sums));
    put(this, "memos", data.sums.memos ? say("statement.memos", { amount: money(data.sums.memos) }) : "");
  }
}

/** @param {string} tag @param {string} name @param {any} sums */
function row(tag, name, sums) {
  const line = document.createElement("tr");
  const cells = SUMS.map((key) => (sums[key] === undefined ? "" : key === "rate" ? String(sums[key]) : money(sums[key])));
  line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }), ...cells.map((textContent) => Object.assign(document.createElement(tag), { textContent })));
  return line;
}

customElements.define("owner-statement", OwnerStatement);
