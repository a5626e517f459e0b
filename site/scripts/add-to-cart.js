// <add-to-cart>: a date, numbers of each ticket type, one button. Wraps the sale page's form.
import { add, lines } from "./cart-store.js";
import { moment, showMoney } from "./formats.js";
import { here } from "./service.js";
import { left, stock, whenSeen } from "./stock.js";
import { say, sayOf } from "./words.js";

const MANY = 99;

class AddToCart extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    form?.addEventListener("submit", (event) => this.submit(event));
    form?.addEventListener("change", () => (this.show(), this.look()));
    whenSeen(() => this.look());
    this.show();
    this.look();
    const [asked] = location.hash.slice(1).split("=");
    if (asked === "offer" || asked === "leave") import("./take-offer.js");
    if (asked === "waiting") import("./waiting-list.js");
  }

  get item() {
    return this.dataset.item ?? "";
  }

  /** The chosen date, or the only one. @returns {string | null} */
  get session() {
    const radios = [.../** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll("[name=session]"))];
    return (radios.find((radio) => radio.checked) ?? (radios.length === 1 ? radios[0] : undefined))?.value ?? null;
  }

  /** @returns {HTMLElement[]} */
  get rows() {
    return [...this.querySelectorAll(".type")].map((row) => /** @type {HTMLElement} */ (row));
  }

  async look() {
    this.all = await stock();
    this.show();
    if (this.rows.some((row) => this.known(row)?.state === "sold_out")) import("./waiting-list.js");
  }

  /** What is left of a row on the chosen date, as far as that is known. @param {HTMLElement} row */
  known(row) {
    return this.session || !row.dataset.ticket ? left(this.all ?? null, this.item, this.session, row.dataset.ticket) : undefined;
  }

  /** Bring bounds, sum and state into line with the choice and the stock. */
  show() {
    const state = left(this.all ?? null, this.item)?.state;
    if (state) this.tell(state);
    for (const row of this.rows) this.bound(row);
    const sum = this.rows.reduce((total, row) => total + this.number(row) * Number(row.dataset.price), 0);
    showMoney(this.slot("sum"), sum, say("common.tax_included"));
  }

  /** Why nothing can be bought, when that has changed since the page was made. @param {string} state */
  tell(state) {
    if (state === this.dataset.state || ["cancelled", "over"].includes(this.dataset.state ?? "")) return;
    this.dataset.state = state;
    if (state === "on_sale") return;
    const from = this.closest(".item")?.querySelector("stock-label")?.getAttribute("data-from");
    const title = state === "not_yet" && from ? say("buy.closed.not_yet.from", { when: moment(from) }) : say(`buy.closed.${state}.title`);
    const lines = [title, say(`buy.closed.${state}.text`)].map((text) => Object.assign(document.createElement("p"), { textContent: text }));
    lines[0].className = "buy-closed-title";
    this.slot("closed").replaceChildren(...lines);
  }

  /** No more than what is left, the limits allow, and the cart does not hold already. @param {HTMLElement} row */
  bound(row) {
    const known = this.known(row);
    const limit = Math.min(Number(row.dataset.limit ?? MANY), Number(this.dataset.limit ?? MANY), Number(this.dataset.person ?? MANY));
    const remaining = known?.state === "on_sale" ? (known.remaining ?? MANY) : known ? 0 : MANY;
    const most = Math.max(0, Math.min(limit, remaining) - this.held(row));
    const stepper = /** @type {any} */ (row.querySelector("quantity-stepper"));
    stepper.max = most;
    this.note(row, known, stepper.value >= most, limit);
  }

  /**
   * @param {HTMLElement} row
   * @param {import("./stock.js").Left | undefined} known
   * @param {boolean} full
   * @param {number} limit
   */
  note(row, known, full, limit) {
    const note = /** @type {HTMLElement} */ (row.querySelector("[data-slot=note]"));
    const remaining = known?.remaining ?? MANY;
    if (known && known.state !== "on_sale") note.textContent = this.dataset.state === "on_sale" ? this.reason(known.state) : "";
    else if (full && remaining <= limit) note.textContent = sayOf("buy.at_stock", this.dataset.kind, { n: remaining });
    else if (full && limit < MANY) note.textContent = say("buy.at_limit", { n: limit });
    else note.textContent = "";
  }

  /** @param {string} state of this date or ticket type */
  reason(state) {
    return say(`buy.state.${state === "not_yet" ? "soon" : state === "closed" ? "day_closed" : state}`);
  }

  /** How many of this row the cart holds. @param {HTMLElement} row */
  held(row) {
    const mine = lines().find((line) => line.item === this.item && line.session === this.session && line.ticket === (row.dataset.ticket ?? null));
    return mine?.quantity ?? 0;
  }

  /** @param {HTMLElement} row */
  number(row) {
    return Number(row.querySelector("input")?.value) || 0;
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    const chosen = this.rows.filter((row) => this.number(row) > 0);
    const dated = this.querySelector("[name=session]");
    if (dated && !this.session) return this.say(say("buy.choose_a_date"));
    if (!chosen.length) return this.say(sayOf("buy.choose_some", this.dataset.kind));
    for (const row of chosen) {
      const [ticket, price] = [row.dataset.ticket ?? null, Number(row.dataset.price)];
      add({ item: this.item, session: this.session, ticket, quantity: this.number(row), price });
      /** @type {any} */ (row.querySelector("quantity-stepper")).value = 0;
    }
    this.show();
    const link = Object.assign(document.createElement("a"), { href: here("/cart/"), textContent: say("buy.see_cart") });
    this.say(say("buy.added"), link);
  }

  /** @param {...(string | Node)} parts */
  say(...parts) {
    this.slot("said").replaceChildren(...parts.map((part) => (typeof part === "string" ? Object.assign(document.createElement("span"), { textContent: part }) : part)));
  }

  /** @param {string} name @returns {HTMLElement} */
  slot(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-slot=${name}]`));
  }
}

customElements.define("add-to-cart", AddToCart);
