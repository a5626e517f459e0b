// <accept-offer>: taking a gift or a shared coupon with a name; then on to the ticket of one's own.
import { attempt } from "./attempt.js";
import { slot } from "./slots.js";
import { say } from "./words.js";

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
/** Somebody was faster, or it was taken back: the service draws that. */
const OVER = ["gift_withdrawn", "gift_accepted", "share_over"];

class AcceptOffer extends HTMLElement {
  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => this.accept(event));
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name=${name}]`));
  }

  /** @param {Event} event */
  async accept(event) {
    event.preventDefault();
    const [name, email] = ["name", "email"].map((each) => this.field(each).value.trim());
    const wrong = email ? !ADDRESS.test(email) : this.field("email").required;
    this.mark("email", wrong ? say("hold.accept.bad_email") : "");
    this.mark("name", name ? "" : say("hold.accept.bad_name"));
    const bad = /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid=true]"));
    if (bad) return bad.focus();
    slot(this, "do").setAttribute("aria-busy", "true");
    const { data, error, words } = await attempt(`${location.pathname}/accept`, { method: "POST", body: { name, ...(email ? { email } : {}) } });
    if (data) return location.assign(new URL(data.url, location.href).pathname);
    slot(this, "do").removeAttribute("aria-busy");
    if (OVER.includes(error?.code ?? "")) return location.reload();
    slot(this, "said").textContent = words;
  }

  /** @param {string} name @param {string} words */
  mark(name, words) {
    this.field(name).setAttribute("aria-invalid", String(Boolean(words)));
    slot(this, `${name}-error`).textContent = words;
  }
}

customElements.define("accept-offer", AcceptOffer);
