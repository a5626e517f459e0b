// Selling at the door: for who came with more people than booked, or with nothing. The service knows stock and price.
import { attempt } from "./attempt.js";
import { keyOf } from "./door-pack.js";
import { local } from "./localised.js";
import { money, moment } from "./formats.js";
import { fresh } from "./nonce.js";
import { ask } from "./service.js";
import { copy, part, put, slot } from "./slots.js";
import { say } from "./words.js";
import "./quantity-stepper.js";

/**
 * @typedef {import("./door-verdict.js").Ticket} Ticket
 * @typedef {import("./door-house.js").House} House
 * @typedef {{id: string, name: string, price: number | null, remaining: number | null}} Type
 */

/** As many as one sale may have. */
const MOST = 20;

export class SaleForm {
  /** @type {Type[]} */
  types = [];
  /** Counts what was asked for, so that a late answer never takes the place of a later one. */
  turn = 0;

  /** @param {HTMLDialogElement} dialog @param {(sold: {ticket: Ticket, words: string}) => void} sold */
  constructor(dialog, sold) {
    this.dialog = dialog;
    this.sold = sold;
    this.form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
    this.choice = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem("session"));
    this.choice.addEventListener("change", () => this.offer());
    this.form.addEventListener("submit", (event) => this.sell(event));
    this.form.addEventListener("change", () => this.total());
  }

  /** @param {Ticket | null} ticket whose holder gets more; null for a new guest @param {House[]} sessions @param {string} [name] */
  async open(ticket, sessions, name = "") {
    this.ticket = ticket;
    this.sessions = sessions.filter(({ session }) => session);
    this.nonce = fresh();
    put(this.dialog, "sale-said", "");
    for (const each of this.form.querySelectorAll("[data-new]")) /** @type {HTMLElement} */ (each).hidden = Boolean(ticket);
    const field = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("name"));
    field.required = !ticket;
    field.value = /[\d@]/.test(name) ? "" : name;
    put(this.dialog, "sale-for", ticket ? say("desk.sale.for", { name: ticket.holder, title: local(ticket.title) }) : "");
    this.choice.replaceChildren(...this.sessions.map((each) => new Option([local(each.title), each.starts_at ? moment(each.starts_at) : ""].join(" "), keyOf(each))));
    this.dialog.showModal();
    await this.offer();
  }

  /** Which item and session is sold. @returns {{item: string, session: string | null}} */
  get where() {
    if (this.ticket) return { item: this.ticket.item ?? "", session: this.ticket.session ?? null };
    return this.sessions?.find((each) => keyOf(each) === this.choice.value) ?? { item: "", session: null };
  }

  /** What was on offer before goes at once: who chooses meanwhile would choose in vain. */
  async offer() {
    const turn = (this.turn += 1);
    this.list([]);
    const types = await typesOf(this.where);
    if (turn === this.turn) this.list(types);
  }

  /** @param {Type[]} types */
  list(types) {
    this.types = types;
    const rows = this.types.map((type) => {
      const row = copy(this.dialog, "type");
      slot(row, "name").textContent = type.name;
      slot(row, "price").textContent = [type.price === null ? "" : money(type.price), type.remaining === null ? "" : say("desk.sale.remaining", { n: type.remaining })].filter(Boolean).join(" · ");
      const input = /** @type {HTMLInputElement} */ (row.querySelector("input"));
      input.name = `units:${type.id}`;
      input.max = String(Math.min(MOST, type.remaining ?? MOST));
      input.setAttribute("aria-label", type.name);
      row.querySelectorAll("button").forEach((button, n) => button.setAttribute("aria-label", `${type.name}: ${say(n ? "door.more" : "door.fewer")}`));
      return row;
    });
    part(this.dialog, "types").replaceChildren(...rows);
    if (this.types.length === 1) /** @type {any} */ (rows[0].querySelector("quantity-stepper")).value = 1;
    this.total();
  }

  /** What is asked for, by type. */
  get lines() {
    const units = (/** @type {Type} */ { id }) => Number(/** @type {HTMLInputElement} */ (this.form.elements.namedItem(`units:${id}`))?.value) || 0;
    return this.types.map((type) => ({ type, ticket: type.id, units: units(type) })).filter((line) => line.units);
  }

  total() {
    const { lines } = this;
    const known = lines.every(({ type }) => type.price !== null);
    const sum = lines.reduce((all, { type, units }) => all + (type.price ?? 0) * units, 0);
    put(this.dialog, "total", lines.length && known ? say("desk.sale.total", { amount: money(sum) }) : "");
  }

  /** @param {Event} event */
  async sell(event) {
    event.preventDefault();
    const lines = this.lines.map(({ ticket, units }) => ({ ticket, units }));
    if (!lines.length) return put(this.dialog, "sale-said", say("desk.sale.none"));
    const fields = new FormData(this.form);
    const { item, session } = this.where;
    const who = this.ticket ? { ticket: this.ticket.id } : { item, session, name: fields.get("name"), email: fields.get("email") || undefined };
    const body = { ...who, lines, paid: fields.get("paid"), stamp: fields.has("stamp"), nonce: this.nonce };
    const button = this.form.querySelector("[type=submit]");
    button?.setAttribute("aria-busy", "true");
    const { data, error, words } = await attempt("/api/door/sales", { method: "POST", body });
    button?.removeAttribute("aria-busy");
    if (error) this.nonce = fresh();
    put(this.dialog, "sale-said", words);
    slot(this.dialog, "sale-said").scrollIntoView({ block: "nearest" });
    if (!data) return;
    this.dialog.close();
    this.form.reset();
    this.sold({ ticket: data.ticket, words: say("desk.sale.done", { order: data.order, total: money(data.total ?? 0) }) });
  }
}

/** Names and door prices from the published catalogue, what is left from the stock that fans see too. @param {{item: string, session: string | null}} where @returns {Promise<Type[]>} */
async function typesOf({ item, session }) {
  const [listed, stock] = await Promise.all([catalogue(), ask("/api/stock").catch(() => ({ data: null }))]);
  const date = stock.data?.items?.[item]?.sessions?.[session ?? ""];
  /** @type {{id: string, name: import("./localised.js").Localised, price: number, door_price: number | null}[]} */
  const types = listed?.items.find((/** @type {{id: string}} */ each) => each.id === item)?.tickets ?? [];
  return types.map(({ id, name, price, door_price }) => ({
    id, name: local(name), price: door_price ?? price, remaining: date?.tickets?.[id]?.remaining ?? date?.remaining ?? null,
  }));
}

/** What the shop sells, as it was published beside this page. */
async function catalogue() {
  try {
    return await (await fetch("/catalogue.json")).json();
  } catch {
    return null;
  }
}
