// <order-cancel>: the shop cancels one order: reason, what is returned, a look at the money, then the press that does it.
import "./reason-field.js";
import { attempt } from "./attempt.js";
import { money } from "./formats.js";
import { facts, part, slot } from "./slots.js";
import { say } from "./words.js";

class OrderCancel extends HTMLElement {
  connectedCallback() {
    slot(this, "open").addEventListener("click", () => this.step("form"));
    slot(this, "close").addEventListener("click", () => this.step("closed"));
    slot(this, "back").addEventListener("click", () => this.step("form"));
    slot(this, "confirm").addEventListener("click", () => this.confirm());
    this.querySelector("form")?.addEventListener("submit", (event) => (event.preventDefault(), this.preview()));
  }

  /** @returns {any} */
  get field() {
    return this.querySelector("reason-field");
  }

  get exception() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("[name=exception]"));
  }

  get full() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[name=full]:checked")).value === "yes";
  }

  /** @param {any} order @param {boolean} possible */
  begin(order, possible) {
    if (order.number !== this.number) {
      this.field.clear();
      this.exception.value = "";
    }
    this.number = order.number;
    this.hidden = !possible;
    this.step("closed", false);
  }

  /** @param {"closed" | "form" | "sure"} name @param {boolean} [moved] */
  step(name, moved = true) {
    slot(this, "open").hidden = name !== "closed";
    for (const each of ["form", "sure"]) part(this, each).hidden = each !== name;
    slot(this, "problem").textContent = "";
    if (!moved) return;
    const next = name === "closed" ? slot(this, "open") : part(this, name).querySelector("h3");
    next?.focus();
  }

  async preview() {
    if (!this.field.complete()) return;
    const { data } = await this.ask({ preview: true, full: this.full }, "preview");
    if (!data) return;
    this.step("sure");
    part(this, "exception").hidden = !data.prepaid;
    this.mark("");
    facts(slot(this, "sums"), [
      [say("orders.cancel.tickets"), say("orders.call.units", { n: data.tickets })],
      [say("orders.cancel.fee"), data.fee ? money(data.fee) : ""],
      [say("orders.cancel.refund"), money(data.refund)],
    ]);
    const methods = Object.entries(data.by_method ?? {}).filter(([, n]) => n);
    slot(this, "how").textContent = data.refund ? methods.map(([method]) => say(`money.refund_time.${method}`)).join(" ") : "";
    slot(this, "confirm").textContent = data.refund ? say("orders.cancel.confirm_refund", { amount: money(data.refund) }) : say("orders.cancel.confirm");
  }

  async confirm() {
    if (!part(this, "exception").hidden && !this.exception.value) return this.mark(say("orders.exception.missing"));
    const { data, error } = await this.ask({ ...this.field.value, full: this.full, exception: this.exception.value }, "confirm");
    if (data) return this.dispatchEvent(new CustomEvent("changed", { bubbles: true }));
    if (error?.field === "exception") {
      slot(this, "problem").textContent = "";
      part(this, "exception").hidden = false;
      return this.mark(error.message);
    }
    if (error?.field !== "reason" && error?.field !== "detail") return;
    this.step("form");
    this.field.mark(error.field, error.message);
  }

  /** What is wrong with what allows the refund; goes there. @param {string} words */
  mark(words) {
    slot(this, "exception-error").textContent = words;
    this.exception.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) this.exception.focus();
  }

  /** @param {object} body @param {string} pressed */
  async ask(body, pressed) {
    slot(this, pressed).setAttribute("aria-busy", "true");
    const answer = await attempt(`/api/orders/${encodeURIComponent(this.number ?? "")}/cancel`, { method: "POST", body });
    slot(this, pressed).removeAttribute("aria-busy");
    slot(this, "problem").textContent = answer.words;
    return answer;
  }
}

customElements.define("order-cancel", OrderCancel);
