// <mail-link>: asks for a sign-in link by mail; always gives the same answer.
import { ask, Unreachable } from "./service.js";
import { say } from "./words.js";

class MailLink extends HTMLElement {
  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => this.send(event));
  }

  /** @param {Event} event */
  async send(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    button.setAttribute("aria-busy", "true");
    const problem = await this.post(Object.fromEntries(new FormData(form)));
    button.removeAttribute("aria-busy");
    const said = /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
    said.dataset.tone = problem ? "bad" : "good";
    said.textContent = problem || say("account.sent");
  }

  /** @param {object} body @returns {Promise<string>} what went wrong, or nothing */
  async post(body) {
    try {
      const { status, data } = await ask("/api/sign-in/mail", { method: "POST", body });
      return status < 400 ? "" : (data?.error?.message ?? say("account.failed"));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return say("account.failed");
    }
  }
}

customElements.define("mail-link", MailLink);
