// <quantity-stepper>: − and + around a number field; keeps to its `min` and `max` and says when it changed.

class QuantityStepper extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.press(event));
    this.input?.addEventListener("change", () => this.settle());
    this.settle();
  }

  /** @returns {HTMLInputElement | null} */
  get input() {
    return this.querySelector("input");
  }

  get value() {
    return Math.trunc(Number(this.input?.value)) || 0;
  }

  set value(number) {
    if (this.input) this.input.value = String(number);
    this.settle();
  }

  /** The most that may be chosen. @param {number} most */
  set max(most) {
    if (this.input) this.input.max = String(most);
    this.settle();
  }

  /** @param {Event} event */
  press(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button || !this.input) return;
    const before = this.value;
    this.value = before + Number(button.dataset.step);
    if (this.value !== before) this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Keep the number inside its bounds and show which way is open. */
  settle() {
    const { input } = this;
    if (!input) return;
    const [least, most] = [Number(input.min), Number(input.max)];
    const kept = Math.max(least, Math.min(most, this.value));
    if (input.value !== String(kept)) input.value = String(kept);
    for (const button of this.querySelectorAll("button")) {
      const up = Number(button.dataset.step) > 0;
      button.disabled = input.disabled || (up ? kept >= most : kept <= least);
    }
  }
}

customElements.define("quantity-stepper", QuantityStepper);
