// <receipt-addressee>: the name on a receipt, seen on the paper while it is typed and kept once; and the way to print.
import { ask, Unreachable } from "./service.js";
import { say } from "./words.js";

class ReceiptAddressee extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-print]")?.addEventListener("click", () => print());
    const form = this.form();
    form?.addEventListener("input", () => this.write(entered(form)));
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep(form);
    });
  }

  form() {
    return /** @type {HTMLFormElement | null} */ (this.querySelector("[data-form]"));
  }

  /** Put a name on the paper, or the blank line back. @param {string} name */
  write(name) {
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-addressee]"));
    place.toggleAttribute("data-blank", !name);
    place.textContent = name ? say("receipt.to", { name }) : say("receipt.to_blank");
  }

  /** @param {HTMLFormElement} form */
  async keep(form) {
    const addressee = entered(form);
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    if (!addressee) return this.refuse(form, say("receipt.addressee.missing"));
    if (button.ariaBusy === "true") return;
    this.refuse(form, "");
    button.ariaBusy = "true";
    const problem = await this.post(addressee);
    button.ariaBusy = "false";
    if (problem) return this.refuse(form, problem);
    this.write(addressee);
    form.remove();
    /** @type {HTMLElement | null} */ (this.querySelector("[data-print]"))?.focus();
  }

  /** @param {string} addressee @returns {Promise<string>} what went wrong, or nothing */
  async post(addressee) {
    try {
      const { status, data } = await ask(location.pathname, { method: "POST", body: { addressee } });
      return status < 400 ? "" : (data?.error?.message ?? say("receipt.addressee.failed"));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return say("receipt.addressee.failed");
    }
  }

  /** Say at the field what is wrong; empty words take it back. @param {HTMLFormElement} form @param {string} words */
  refuse(form, words) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("addressee"));
    /** @type {HTMLElement} */ (form.querySelector("[data-error]")).textContent = words;
    field.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) field.focus();
  }
}

/** @param {HTMLFormElement} form */
function entered(form) {
  return String(new FormData(form).get("addressee") ?? "").trim();
}

customElements.define("receipt-addressee", ReceiptAddressee);
