// <order-status>: after paying. Asks how the order stands until it is known, and hands over the tickets.
import "./correct-address.js";
import { put as keep, settle } from "./cart-store.js";
import { catalogue } from "./goods.js";
import { forget } from "./nonce.js";
import { figures, standing } from "./order-standing.js";
import { Unreachable, address, ask } from "./service.js";
import { facts, put } from "./slots.js";
import { say } from "./words.js";

const FIRST = 300;
const OFTEN = 700;
const SELDOM = 12000;
const PATIENCE = 20000;
/** States in which nothing more will happen by waiting. */
const DONE = ["paid", "part_refunded", "refunded", "expired", "failed", "cancelled", "unknown"];

/** What was mailed. @type {Record<string, string>} */
const MAILED = { paid: "cart.thanks.mailed", part_refunded: "cart.thanks.mailed", awaiting_payment: "cart.thanks.mailed_due" };

const LAPSED = ["expired", "failed"];

class OrderStatus extends HTMLElement {
  connectedCallback() {
    this.order = new URLSearchParams(location.hash.slice(1)).get("order");
    this.began = Date.now();
    this.pause = OFTEN;
    if (!this.order) return this.show("unknown", {});
    this.dataset.state = "checking";
    this.timer = setTimeout(() => this.look(), FIRST);
    this.addEventListener("corrected", (event) => this.facts(this.dataset.state ?? "", /** @type {CustomEvent} */ (event).detail));
    document.addEventListener("visibilitychange", () => document.hidden || DONE.includes(this.dataset.state ?? "") || this.look());
  }

  async look() {
    clearTimeout(this.timer);
    let state = this.dataset.state ?? "checking";
    try {
      const { status, data } = await ask(`/api/orders/${encodeURIComponent(this.order ?? "")}`);
      if (status === 200) this.show((state = this.named(data)), data);
      else if (status === 404) this.show((state = "unknown"), {});
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
    if (!DONE.includes(state)) this.again(state);
  }

  /** Paid orders whose tickets are still being printed are not done yet. @param {any} order */
  named(order) {
    const finished = order.status !== "paid" || order.tickets?.length;
    return order.status === "open" || !finished ? "checking" : order.status;
  }

  /** @param {string} state */
  again(state) {
    const waited = Date.now() - (this.began ?? 0);
    const long = waited > PATIENCE;
    if (long || state === "awaiting_payment") this.pause = Math.min(SELDOM, (this.pause ?? OFTEN) * 1.4);
    if (long && state === "checking") this.warn();
    this.timer = setTimeout(() => this.look(), document.hidden ? SELDOM : this.pause);
  }

  warn() {
    const warning = this.slot("warning");
    if (!warning.hidden) return;
    warning.textContent = say("cart.thanks.long");
    warning.hidden = false;
    this.slot("text").textContent = say("cart.thanks.long_text");
    this.slot("pay").hidden = !this.slot("pay").getAttribute("href");
  }

  /**
   * @param {string} state
   * @param {any} order
   */
  show(state, order) {
    if (["paid", "awaiting_payment"].includes(state)) settle(this.order ?? "");
    if (DONE.includes(state)) forget();
    const first = this.dataset.state !== state;
    this.dataset.state = state;
    this.toggleAttribute("data-cancelled", Boolean(order.cancelled));
    if (order.pay_url) this.slot("pay").setAttribute("href", order.pay_url);
    this.slot("pay").textContent = say(state === "awaiting_payment" ? "cart.thanks.how_to_pay" : "cart.thanks.to_payment");
    this.facts(state, order);
    if (!first || state === "checking") return;
    for (const [name, words] of Object.entries(standing(state, order))) this.slot(name).textContent = words;
    this.slot("warning").hidden = true;
    this.slot("konbini").hidden = state !== "awaiting_payment";
    this.slot("pay").hidden = state !== "awaiting_payment" || !order.pay_url;
    this.offerAgain(state, order.lines ?? []);
    this.tickets(order.tickets ?? []);
  }

  /** Figures, and where the mail went. @param {string} state @param {any} order */
  facts(state, order) {
    this.slot("facts").hidden = !order.number;
    facts(this.slot("facts"), figures(state, order));
    const where = MAILED[state] && order.email ? say(MAILED[state], { email: order.email }) : "";
    put(this, "mailed", where && `${where}\n${say(order.email_until ? "cart.thanks.mailed_fix" : "cart.thanks.mailed_hint")}`);
    /** @type {import("./correct-address.js").CorrectAddress} */ (this.querySelector("correct-address")).begin(this.order ?? "", order);
  }

  /** A lapsed order can be had again: its lines go back into the cart. @param {string} state @param {any[]} lines */
  offerAgain(state, lines) {
    const again = this.slot("again");
    again.hidden = !LAPSED.includes(state);
    if (again.hidden || !lines.length) return;
    again.textContent = say("cart.thanks.buy_again");
    again.addEventListener("click", () => keep(lines.map(({ item, session, ticket, quantity, price }) => ({ item, session, ticket, quantity, price }))));
  }

  /** @param {any[]} tickets */
  async tickets(tickets) {
    const shelf = tickets.length ? await catalogue().catch(() => null) : null;
    const kinds = Object.fromEntries((shelf?.items ?? []).map((/** @type {any} */ item) => [item.id, item.kind]));
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const rows = tickets.map((ticket) => {
      const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
      const slot = (/** @type {string} */ name) => /** @type {HTMLElement} */ (row.querySelector(`[data-slot=${name}]`));
      slot("title").textContent = ticket.title;
      slot("units").textContent = String(ticket.units);
      if (kinds[ticket.item]) slot("unit").textContent = say(`cart.unit.${kinds[ticket.item]}`, { n: ticket.units });
      slot("id").textContent = ticket.six_digit ? say("cart.thanks.id", { id: ticket.six_digit.replace(/^(\d{3})(\d{3})$/, "$1 $2") }) : "";
      slot("link").setAttribute("href", address(ticket.url));
      return row;
    });
    this.slot("tickets").hidden = !rows.length;
    this.slot("tickets").replaceChildren(...rows);
  }

  /** @param {string} name @returns {HTMLElement} */
  slot(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-slot=${name}]`));
  }
}

customElements.define("order-status", OrderStatus);
