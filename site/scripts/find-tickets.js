// <find-tickets>: mails an address its tickets; says the same to everybody.
import { attempt } from "./attempt.js";
import { slot } from "./slots.js";

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

class FindTickets extends HTMLElement {
  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => this.find(event));
  }

  /** @param {Event} event */
  async find(event) {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    const email = field.value.trim();
    const wrong = !ADDRESS.test(email);
    field.setAttribute("aria-invalid", String(wrong));
    slot(this, "bad").hidden = !wrong;
    slot(this, "sent").hidden = true;
    slot(this, "said").textContent = "";
    if (wrong) return field.focus();
    slot(this, "send").setAttribute("aria-busy", "true");
    const { status, words } = await attempt("/api/find", { method: "POST", body: { email } });
    slot(this, "send").removeAttribute("aria-busy");
    if (status === 202) slot(this, "sent").hidden = false;
    else slot(this, "said").textContent = words;
  }
}

customElements.define("find-tickets", FindTickets);
