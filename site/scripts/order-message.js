// <order-message>: the owner writes to the buyer of an order; the service keeps it with the order and mails it once.
import { attempt } from "./attempt.js";
import { fresh } from "./nonce.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

class OrderMessage extends HTMLElement {
  connectedCallback() {
    slot(this, "open").addEventListener("click", () => this.step(true));
    slot(this, "close").addEventListener("click", () => this.step(false));
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.send()));
    for (const name of ["subject", "text"]) this.field(name).addEventListener("input", () => this.mark(name, ""));
  }

  get form() {
    return /** @type {HTMLFormElement} */ (part(this, "form"));
  }

  /** @param {string} name @returns {any} */
  field(name) {
    return this.form.elements.namedItem(name);
  }

  /** @param {any} order @param {boolean} possible */
  begin(order, possible) {
    this.hidden = !possible;
    if (order.number === this.number) return;
    this.number = order.number;
    this.clear();
    put(this, "done", "");
    this.step(false, false);
  }

  clear() {
    this.nonce = fresh();
    this.field("subject").value = say("orders.message.about", { number: this.number ?? "" });
    this.field("text").value = "";
  }

  /** @param {boolean} open @param {boolean} [moved] */
  step(open, moved = true) {
    this.form.hidden = !open;
    slot(this, "open").hidden = open;
    put(this, "problem", "");
    for (const name of ["subject", "text"]) this.mark(name, "");
    if (open) put(this, "done", "");
    if (moved) (open ? this.field("text") : slot(this, "open")).focus();
  }

  /** @param {string} name @param {string} words */
  mark(name, words) {
    const field = this.field(name);
    field.toggleAttribute("aria-invalid", Boolean(words));
    slot(this, `${name}-error`).textContent = words;
  }

  async send() {
    const missing = ["subject", "text"].filter((name) => !this.field(name).value.trim());
    for (const name of missing) this.mark(name, say(`orders.message.${name}_missing`));
    if (missing.length) return this.field(missing[0]).focus();
    const button = slot(this, "send");
    button.setAttribute("aria-busy", "true");
    const body = { subject: this.field("subject").value, text: this.field("text").value, nonce: this.nonce };
    const { data, error, words } = await attempt(`/api/orders/${encodeURIComponent(this.number ?? "")}/messages`, { method: "POST", body });
    button.removeAttribute("aria-busy");
    const name = error?.field ?? "";
    if (["subject", "text"].includes(name)) return this.mark(name, words);
    if (!data) return put(this, "problem", words);
    this.clear();
    this.step(false);
    put(this, "done", say("orders.message.done", { email: data.email }));
    this.dispatchEvent(new CustomEvent("changed", { bubbles: true }));
  }
}

customElements.define("order-message", OrderMessage);
