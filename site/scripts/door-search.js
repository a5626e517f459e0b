// <door-search>: a guest without a phone: by name, mail, telephone or order number. Nobody found: whom to ask, and a door sale.
import { attempt } from "./attempt.js";
import { plan, sitting } from "./door-verdict.js";
import { money, moment } from "./formats.js";
import { local } from "./localised.js";
import { copy, part, put, slot } from "./slots.js";
import { say } from "./words.js";

const LEAST = 2;

/** @typedef {import("./door-verdict.js").Ticket & {order: string | null, mail_hint: string}} Found */
/** @typedef {{order: string, name: string, mail_hint: string, total: number, pay_by: string | null, titles: import("./localised.js").Localised[]}} Unpaid */

class DoorSearch extends HTMLElement {
  /** Whom to ask when nothing is found. @type {Record<string, string> | undefined} */
  support = undefined;

  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.field = /** @type {HTMLInputElement} */ (this.form.querySelector("input"));
    this.form.addEventListener("submit", (event) => this.search(event));
    part(this, "sell").addEventListener("click", () => this.tell("sell", { name: this.field?.value ?? "" }));
  }

  focusField() {
    this.field?.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  async search(event) {
    event.preventDefault();
    const q = this.field?.value.trim() ?? "";
    if (q.length < LEAST) return;
    this.form?.setAttribute("aria-busy", "true");
    const { data, words } = await attempt(`/api/door/search?q=${encodeURIComponent(q)}`);
    this.form?.removeAttribute("aria-busy");
    put(this, "said", words);
    if (data) this.show(data.tickets, data.orders ?? []);
  }

  /** @param {Found[]} tickets @param {Unpaid[]} orders that nobody has paid yet: their guests have no ticket */
  show(tickets, orders) {
    const n = tickets.length + orders.length;
    put(this, "found", n ? say("desk.search.found", { n }) : "");
    part(this, "tickets").replaceChildren(...tickets.map((ticket) => this.row(ticket)), ...orders.map((order) => this.unpaid(order)));
    part(this, "none").hidden = n > 0;
    const { mail = "", phone = "", hours = "" } = this.support ?? {};
    this.link("mail", mail, `mailto:${mail}`);
    this.link("phone", phone, `tel:${phone}`);
    put(this, "hours", hours);
    slot(this, "support").hidden = !mail && !phone;
  }

  /** @param {string} name @param {string} words @param {string} href */
  link(name, words, href) {
    const link = /** @type {HTMLAnchorElement} */ (part(this, name));
    link.hidden = !words;
    link.textContent = words;
    link.href = href;
  }

  /** @param {Unpaid} order */
  unpaid({ order, name, mail_hint, total, pay_by, titles }) {
    const row = copy(this, "row");
    row.dataset.unpaid = "";
    slot(row, "holder").textContent = name || mail_hint;
    slot(row, "what").textContent = pay_by ? say("desk.search.unpaid", { total: money(total), date: moment(pay_by) }) : say("desk.search.unpaid_now", { total: money(total) });
    slot(row, "which").textContent = [titles.map(local).join("・"), order, mail_hint].filter(Boolean).join(" · ");
    row.querySelector("button")?.remove();
    return row;
  }

  /** @param {Found} ticket */
  row(ticket) {
    const row = copy(this, "row");
    const id = ticket.six_digit.replace(/^(...)/, "$1 ");
    slot(row, "holder").textContent = ticket.holder || ticket.mail_hint;
    slot(row, "what").textContent = [local(ticket.title), sitting(ticket), plan(ticket)].filter(Boolean).join(" · ");
    slot(row, "which").textContent = [id, ticket.order, ticket.mail_hint].filter(Boolean).join(" · ");
    row.querySelector("button")?.addEventListener("click", () => this.tell("code", { six_digit: ticket.six_digit, by: "search" }));
    return row;
  }

  /** @param {string} name @param {unknown} detail */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("door-search", DoorSearch);
