// <coupon-code>: a code that makes the order cheaper. Only shown where the shop takes codes; the service says what it is worth.
import { money } from "./formats.js";
import { mark } from "./order-form.js";
import { put, slot } from "./slots.js";
import { say } from "./words.js";

class CouponCode extends HTMLElement {
  connectedCallback() {
    this.applied = "";
    slot(this, "apply").addEventListener("click", () => this.apply());
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), this.apply()));
    this.input.addEventListener("input", () => this.input.value.trim() || !this.applied || this.change(""));
  }

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  /** Whether what stands in the field is not what the shown total was made with. */
  get open() {
    return this.input.value.trim() !== this.applied;
  }

  apply() {
    const code = this.input.value.trim();
    if (!code) this.say(say("cart.confirm.coupon_empty"));
    else this.change(code);
  }

  /** Ask for a new total. @param {string} code */
  change(code) {
    this.applied = code;
    slot(this, "apply").setAttribute("aria-busy", String(Boolean(code)));
    this.dispatchEvent(new CustomEvent("coupon", { bubbles: true }));
  }

  /** What the service answered to it. @param {{discount: number, coupon: {title: string} | null} | null} told @param {string} [words] why not */
  answer(told, words = "") {
    slot(this, "apply").removeAttribute("aria-busy");
    this.say(words);
    const taken = this.applied && told?.coupon;
    put(this, "applied", taken ? say("cart.confirm.coupon_applied", { title: taken.title, amount: money(told.discount) }) : "");
    if (words) this.applied = "";
  }

  /** @param {string} words */
  say(words) {
    mark(/** @type {HTMLFormElement} */ (this.closest("form")), "coupon", words);
    if (words) this.input.focus();
  }
}

customElements.define("coupon-code", CouponCode);
