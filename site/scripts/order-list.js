// <order-list>: 注文一覧. What is asked for stands in the address, so that back and reload show the same.
import { channels } from "./channels.js";
import { moment } from "./far-days.js";
import { money } from "./formats.js";
import { catalogue, local } from "./goods.js";
import { summary } from "./order-words.js";
import { OwnerView, place } from "./owner-view.js";
import { address } from "./service.js";
import { copy, part, slot } from "./slots.js";
import { say } from "./words.js";

class OrderList extends OwnerView {
  get place() {
    return "orders";
  }

  connectedCallback() {
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.search()));
    this.form.addEventListener("change", () => this.search());
    slot(this, "more").addEventListener("click", () => this.more());
    super.connectedCallback();
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  /** @param {string[]} _ @param {URLSearchParams} query */
  async show(_, query) {
    this.set("input", query); // before anybody can type
    await this.items();
    this.set("select", query);
    slot(this, "csv").setAttribute("href", address(`/api/orders.csv?${new URLSearchParams([...query, ["lang", document.documentElement.lang]])}`));
    const { data } = await this.ask(`/api/orders?${query}`);
    if (!data) return;
    this.names = await channels();
    slot(this, "orders").replaceChildren();
    this.fill(data);
  }

  /** @param {string} kind of fields @param {URLSearchParams} query */
  set(kind, query) {
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (this.form.querySelectorAll(kind))) field.value = query.get(field.name) ?? "";
  }

  /** The items to choose from, once. */
  async items() {
    const choice = /** @type {HTMLSelectElement} */ (this.querySelector("[name=item]"));
    if (choice.options.length > 1) return;
    const shelf = await catalogue().catch(() => ({ items: [] }));
    const sold = shelf.items.filter((/** @type {any} */ item) => item.kind !== "coupon");
    choice.append(...sold.map((/** @type {any} */ item) => new Option(local(item.title), item.id)));
  }

  search() {
    const wanted = new URLSearchParams([...new FormData(this.form)].flatMap(([name, value]) => (String(value).trim() ? [[name, String(value).trim()]] : [])));
    const session = place().query.get("session");
    if (session && wanted.get("item") === place().query.get("item")) wanted.set("session", session);
    location.hash = `#orders${String(wanted) && `?${wanted}`}`;
  }

  async more() {
    const { query } = place();
    query.set("after", this.next ?? "");
    const { data } = await this.ask(`/api/orders?${query}`);
    if (!data) return;
    const first = slot(this, "orders").children.length;
    this.fill(data);
    slot(this, "orders").children[first]?.querySelector("a")?.focus();
  }

  /** @param {{orders: any[], next: string | null}} answer */
  fill({ orders, next }) {
    slot(this, "orders").append(...orders.map((order) => this.row(order)));
    const n = slot(this, "orders").children.length;
    this.next = next;
    slot(this, "more").hidden = !next;
    part(this, "none").hidden = n > 0;
    part(this, "head").hidden = !n;
    slot(this, "count").textContent = n ? say("orders.shown", { n }) : "";
  }

  /** @param {any} order */
  row(order) {
    const row = copy(this, "row");
    row.querySelector("a")?.setAttribute("href", `#order/${encodeURIComponent(order.number)}`);
    const words = { at: moment(order.created_at), number: order.number, name: order.name || order.email || this.names?.[order.channel] || "—", what: summary(order.lines), total: money(order.total), status: say(`orders.status.${order.status}`) };
    for (const [name, text] of Object.entries(words)) slot(row, name).textContent = text;
    slot(row, "status").dataset.status = order.status;
    return row;
  }
}

customElements.define("order-list", OrderList);
