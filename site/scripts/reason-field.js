// <reason-field>: why something is cancelled, from a list, and what the guest is told; "other" needs the words (S4-19).
import { slot } from "./slots.js";
import { say } from "./words.js";

class ReasonField extends HTMLElement {
  connectedCallback() {
    this.reason.addEventListener("change", () => this.settle());
    this.detail.addEventListener("input", () => this.mark("detail", ""));
    this.settle();
  }

  get reason() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("select"));
  }

  get detail() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get value() {
    return { reason: this.reason.value, detail: this.detail.value.trim() };
  }

  settle() {
    const must = this.reason.value === "other";
    slot(this, "must").hidden = !must;
    slot(this, "optional").hidden = must;
    this.detail.required = must;
    this.mark("reason", "");
    this.mark("detail", "");
  }

  clear() {
    this.reason.value = this.detail.value = "";
    this.settle();
  }

  /** Whether it can be sent so; goes to what is missing. */
  complete() {
    const { reason, detail } = this.value;
    this.mark("reason", reason ? "" : say("orders.reason.missing"));
    this.mark("detail", reason === "other" && !detail ? say("orders.reason.detail_missing") : "");
    const bad = /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid=true]"));
    bad?.focus();
    return !bad;
  }

  /** @param {"reason" | "detail"} name @param {string} words */
  mark(name, words) {
    slot(this, `${name}-error`).textContent = words;
    this[name].setAttribute("aria-invalid", String(Boolean(words)));
  }
}

customElements.define("reason-field", ReasonField);
