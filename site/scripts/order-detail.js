// <order-detail>: 注文詳細. One order with its money, tickets, contact and time line, and what can be done with it.
import "./order-cancel.js";
import "./order-message.js";
import { channels } from "./channels.js";
import { moment } from "./far-days.js";
import { money } from "./formats.js";
import { catalogue } from "./goods.js";
import { eventDetail, lineRow, messageState, named, orderFacts, why } from "./order-words.js";
import { OwnerView } from "./owner-view.js";
import { address, here } from "./service.js";
import { facts, part, put, slot } from "./slots.js";
import { say } from "./words.js";

/** Nothing is left to cancel in these. */
const OVER = ["expired", "failed", "cancelled", "refunded"];

class OrderDetail extends OwnerView {
  /** @type {string | undefined} */
  number;

  get place() {
    return "order";
  }

  connectedCallback() {
    slot(this, "resend").addEventListener("click", () => this.resend());
    this.addEventListener("changed", () => this.show([this.number ?? ""]));
    super.connectedCallback();
  }

  /** @param {string[]} parts */
  async show([number]) {
    if (number !== this.number) put(this, "sent", "");
    this.number = number;
    const { data, status } = await this.ask(`/api/orders/${encodeURIComponent(number)}`);
    part(this, "order").hidden = !data;
    part(this, "unknown").hidden = status !== 404;
    if (!data) return;
    this.email = data.email;
    slot(this, "number").textContent = data.number;
    slot(this, "amount").textContent = money(data.total);
    slot(this, "status").textContent = say(`orders.status.${data.status}`);
    slot(this, "status").dataset.status = data.status;
    put(this, "why", data.cancelled ? why(data.cancelled) : "");
    facts(slot(this, "lines"), data.lines.map(lineRow));
    facts(slot(this, "facts"), orderFacts(data, await channels()));
    this.tickets(data.tickets ?? []);
    this.records(data);
    const reached = this.contact(data.contact ?? {}, data.number);
    /** @type {any} */ (this.querySelector("order-message")).begin(data, reached);
    /** @type {any} */ (this.querySelector("order-cancel")).begin(data, !data.cancelled && !OVER.includes(data.status));
    await this.page(data.lines[0]?.item);
  }

  /** @param {any[]} tickets */
  tickets(tickets) {
    part(this, "tickets").hidden = !tickets.length;
    slot(this, "tickets").replaceChildren(...tickets.map((ticket) => {
      const used = ticket.units_used && ticket.state !== "used" ? say("orders.detail.used", { n: ticket.units_used }) : "";
      const row = document.createElement("li");
      const name = document.createElement(ticket.url ? "a" : "span");
      if (ticket.url) name.setAttribute("href", address(ticket.url));
      name.textContent = `${ticket.title} × ${ticket.units}`;
      const state = Object.assign(document.createElement("span"), { textContent: [named("ticket_state", ticket.state), used].filter(Boolean).join(" / ") });
      row.append(name, state);
      return row;
    }));
  }

  /** Refunds, disputes and everything that happened, newest first. @param {any} order */
  records({ refunds = [], disputes = [], messages = [], events = [] }) {
    this.list("refunds", refunds.map((/** @type {any} */ each) => [each.at, say("orders.detail.refund_line", { amount: money(each.amount), state: named("refund_state", each.state) }), [each.exception && say(`orders.exception.${each.exception}`), each.error].filter(Boolean).join(" / ")]));
    this.list("disputes", disputes.map((/** @type {any} */ each) => [each.at, `${money(each.amount)} ${named("dispute_state", each.state)}`, ""]));
    this.list("messages", [...messages].reverse().filter((/** @type {any} */ each) => each.text).map((/** @type {any} */ each) => [each.at, each.subject, [each.text, messageState(each)].join("\n\n")]));
    this.list("events", [...events].reverse().map((/** @type {any} */ each) => [each.at, named("event", each.what), eventDetail(each)]));
  }

  /** @param {string} name @param {string[][]} rows time, words, detail */
  list(name, rows) {
    part(this, name).hidden = !rows.length;
    slot(this, name).replaceChildren(...rows.map(([at, words, detail]) => {
      const row = document.createElement("li");
      const time = Object.assign(document.createElement("time"), { textContent: at ? moment(at) : "—", dateTime: at ?? "" });
      const text = Object.assign(document.createElement("span"), { textContent: words });
      row.append(time, text, Object.assign(document.createElement("small"), { textContent: detail, hidden: !detail }));
      return row;
    }));
  }

  /** Our own guests, and those of partners who share them, are written to and called; others through the partner (S4-24, S4-44). @param {any} contact @param {string} number */
  contact({ email, phone, partner, partner_name: name, partner_contact: way, shares_contact: shared }, number) {
    const subject = encodeURIComponent(number);
    const address = email?.includes("@") ? email : "";
    this.link("mail", address, `mailto:${address}?subject=${subject}`);
    this.link("call", phone, `tel:${String(phone).replace(/[^+\d]/g, "")}`);
    put(this, "partner", partner ? say(shared ? "orders.contact.partner_shared" : "orders.contact.partner", { name }) : "");
    this.link("partner-way", way, way?.includes("@") ? `mailto:${way}?subject=${subject}` : /^\+?[\d\s()-]+$/.test(way ?? "") ? `tel:${way.replace(/[^+\d]/g, "")}` : "");
    /** @type {HTMLButtonElement} */ (slot(this, "resend")).disabled = Boolean(partner) && !shared;
    return Boolean(address);
  }

  /** @param {string} name @param {string | null | undefined} words @param {string} href */
  link(name, words, href) {
    const link = slot(this, name);
    link.hidden = !words;
    if (href) link.setAttribute("href", href);
    else link.removeAttribute("href");
    slot(this, `${name}-to`).textContent = words ?? "";
  }

  /** The sale page that the guest books on again. @param {string} id */
  async page(id) {
    const shelf = await catalogue().catch(() => ({ items: [] }));
    const path = shelf.items.find((/** @type {any} */ item) => item.id === id)?.path;
    const link = slot(this, "again");
    link.hidden = !path;
    if (path) link.setAttribute("href", new URL(here(path), location.href).href);
    if (path) link.textContent = new URL(here(path), location.href).href;
  }

  async resend() {
    const button = slot(this, "resend");
    button.setAttribute("aria-busy", "true");
    const { words } = await this.ask(`/api/orders/${encodeURIComponent(this.number ?? "")}/resend`, { method: "POST", body: {} });
    button.removeAttribute("aria-busy");
    put(this, "sent", words ? "" : say("orders.resend.done", { email: this.email }));
  }
}

customElements.define("order-detail", OrderDetail);
