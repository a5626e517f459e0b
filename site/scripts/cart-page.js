// <cart-page>: the lines of the cart with numbers to change, what stands against each, and the sum.
import { change, isSame, lines, waiting, watch } from "./cart-store.js";
import { moment, money, showMoney } from "./formats.js";
import { apart, catalogue, goods, limit, local, verdict } from "./goods.js";
import { here } from "./service.js";
import { stock, whenSeen } from "./stock.js";
import { offer } from "./verdict-words.js";
import { say, sayOf } from "./words.js";

/** @typedef {import("./cart-store.js").Line} Line */

class CartPage extends HTMLElement {
  async connectedCallback() {
    /** @type {{line: Line, row: HTMLElement}[]} */
    this.shown = [];
    this.shelf = await catalogue().catch(() => null);
    this.part("proceed").addEventListener("click", (event) => this.proceed(event));
    watch(() => this.show());
    whenSeen(() => this.look());
    this.show();
    await this.look();
  }

  async look() {
    this.all = await stock();
    this.slot("stock").textContent = this.all && this.shelf ? "" : say("cart.unchecked");
    this.show();
  }

  show() {
    const kept = lines();
    this.part("full").hidden = !kept.length;
    this.part("empty").hidden = Boolean(kept.length);
    const rows = kept.map((line) => ({ line, row: this.shown?.find((each) => isSame(each.line, line))?.row ?? this.row(line) }));
    if (rows.length !== this.shown?.length || rows.some((each, n) => each.row !== this.shown?.[n].row)) {
      this.slot("lines").replaceChildren(...rows.map((each) => each.row));
    }
    this.shown = rows;
    const blocked = rows.filter((each, n) => this.fill(each.row, each.line, kept, n));
    this.showLater();
    const total = kept.reduce((sum, line) => sum + line.quantity * line.price, 0);
    showMoney(this.slot("total"), total, say("common.tax_included"));
    this.part("proceed").setAttribute("aria-disabled", String(blocked.length > 0));
  }

  /** A new row for a line. @param {Line} line */
  row(line) {
    const template = /** @type {HTMLTemplateElement} */ (this.part("line"));
    const row = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (template.content.cloneNode(true)).firstElementChild);
    const [name, kind] = [this.name(line), this.item(line)?.kind];
    const [fewer, more] = row.querySelectorAll("[data-step]");
    fewer.setAttribute("aria-label", sayOf("cart.fewer", kind, { name }));
    more.setAttribute("aria-label", sayOf("cart.more", kind, { name }));
    row.querySelector("input")?.setAttribute("aria-label", sayOf("cart.quantity_of", kind, { name }));
    row.querySelector("[data-act=remove]")?.setAttribute("aria-label", say("cart.remove_name", { name }));
    row.querySelector("[data-act=remove]")?.addEventListener("click", () => this.remove(line));
    row.querySelector("input")?.addEventListener("change", (event) => this.count(line, event));
    return row;
  }

  /** Put words and figures into a row; says whether the line cannot be bought so. @param {HTMLElement} row @param {Line} line @param {Line[]} kept @param {number} n its place among them */
  fill(row, line, kept, n) {
    const before = kept.slice(0, n);
    const thing = this.shelf && goods(this.shelf, line);
    const put = (/** @type {string} */ name, /** @type {string} */ text) => {
      const place = row.querySelector(`[data-slot=${name}]`);
      if (place && place.textContent !== text) place.textContent = text;
    };
    put("title", thing?.title ?? this.name(line));
    put("detail", thing?.detail ?? "");
    put("each", line.price ? say("cart.each", { price: money(line.price) + say("common.tax_included") }) : "");
    put("offer", line.offer ? say("cart.offered", { when: moment(line.offer.until) }) : "");
    put("amount", line.price ? money(line.price * line.quantity) : say("common.free"));
    if (thing) row.querySelector("a")?.setAttribute("href", here(thing.path));
    const stepper = /** @type {any} */ (row.querySelector("quantity-stepper"));
    if (thing) stepper.input.max = String(Math.max(line.quantity, Math.min(99, limit(thing, before))));
    stepper.value = line.quantity;
    const all = this.all ?? null;
    const against = this.shelf ? (verdict(thing, line, all, before) ?? apart(this.shelf, line, all, kept)) : null;
    offer(/** @type {HTMLElement} */ (row.querySelector("[data-slot=verdict]")), against, line);
    return against;
  }

  /** What waits for the next order, and when it will be back. */
  showLater() {
    const names = waiting().map((line) => say("cart.later_name", { name: this.name(line) }));
    this.slot("later").hidden = !names.length;
    this.slot("later").textContent = names.length ? say("cart.later", { names: names.join(say("cart.later_and")) }) : "";
  }

  /** Not while something stands against a line: show that line instead. @param {Event} event */
  proceed(event) {
    const against = this.querySelector(".cart-line-verdict:not([hidden])");
    if (!against) return;
    event.preventDefault();
    this.slot("said").textContent = say("cart.problems");
    /** @type {HTMLElement | null} */ (against.querySelector("button"))?.focus();
  }

  /** @param {Line} line */
  item(line) {
    return this.shelf?.items.find((/** @type {any} */ each) => each.id === line.item);
  }

  /** @param {Line} line */
  name(line) {
    const item = this.item(line);
    return item || !this.shelf ? local(item?.title) || line.item : say("cart.verdict.gone_name");
  }

  /** @param {Line} line @param {Event} event */
  count(line, event) {
    change(line, { quantity: Number(/** @type {HTMLInputElement} */ (event.target).value) || 1 });
    this.slot("said").textContent = say("cart.updated");
  }

  /** @param {Line} line */
  remove(line) {
    change(line, { quantity: 0 });
    this.slot("said").textContent = say("cart.removed", { name: this.name(line) });
    document.getElementById("main")?.focus();
  }

  /** @param {string} name @returns {HTMLElement} */
  slot(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-slot=${name}]`));
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part=${name}]`));
  }
}

customElements.define("cart-page", CartPage);
