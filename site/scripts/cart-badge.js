// <cart-badge>: how many units are in the cart; says so in words for those who do not see it.
import { count, watch } from "./cart-store.js";
import { say } from "./words.js";

class CartBadge extends HTMLElement {
  connectedCallback() {
    this.stop = watch(() => this.show(true));
    this.show(false);
  }

  disconnectedCallback() {
    this.stop?.();
  }

  /** @param {boolean} changed */
  show(changed) {
    const n = count();
    this.textContent = n ? String(n) : "";
    this.closest("a")?.setAttribute("aria-label", say("common.cart_count", { n }));
    if (!changed || !n) return;
    this.classList.remove("bump");
    requestAnimationFrame(() => this.classList.add("bump"));
  }
}

customElements.define("cart-badge", CartBadge);
