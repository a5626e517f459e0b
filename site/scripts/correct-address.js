// <correct-address>: メールアドレスを直す. An address that was typed wrong is corrected on the thanks page, and the mail sent anew.
import { attempt } from "./attempt.js";
import { fresh } from "./nonce.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export class CorrectAddress extends HTMLElement {
  order = "";
  /** Where the mail went. */
  email = "";
  nonce = fresh();

  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => this.correct(event));
  }

  /** The order as it stands; only for a day somebody may correct it. @param {string} secret @param {any} order */
  begin(secret, order) {
    this.order = secret;
    const open = Boolean(order.email_until);
    part(this, "fix").hidden = !open;
    this.hidden = !open && slot(this, "done").hidden;
    if (!open || order.email === this.email) return;
    this.email = order.email;
    this.field.value = order.email;
  }

  get field() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  /** @param {Event} event */
  async correct(event) {
    event.preventDefault();
    const send = slot(this, "send");
    if (send.getAttribute("aria-busy")) return;
    const before = this.email;
    const email = this.field.value.normalize("NFKC").trim();
    put(this, "done", "");
    if (!ADDRESS.test(email)) return this.refuse(say("cart.thanks.fix_bad"));
    this.refuse("");
    send.setAttribute("aria-busy", "true");
    const { data, words } = await attempt(`/api/orders/${encodeURIComponent(this.order)}/email`, { method: "POST", body: { email, nonce: this.nonce } });
    send.removeAttribute("aria-busy");
    if (!data) return this.refuse(words);
    this.nonce = fresh();
    if (data.email === before) return this.refuse(say("cart.thanks.fix_same"));
    put(this, "done", say(data.status === "awaiting_payment" ? "cart.thanks.fix_done_due" : "cart.thanks.fix_done", { email: data.email }));
    const fix = /** @type {HTMLDetailsElement} */ (part(this, "fix"));
    fix.open = false;
    fix.querySelector("summary")?.focus();
    this.dispatchEvent(new CustomEvent("corrected", { detail: data, bubbles: true }));
  }

  /** @param {string} words */
  refuse(words) {
    put(this, "bad", words);
    this.field.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) this.field.focus();
  }
}

customElements.define("correct-address", CorrectAddress);
