// <owner-nav>: the owner's screens, with a mark at the one that is open; on a narrow screen behind one button.
import { place } from "./owner-view.js";

class OwnerNav extends HTMLElement {
  connectedCallback() {
    this.button.addEventListener("click", () => this.unfold(this.button.getAttribute("aria-expanded") !== "true"));
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    window.addEventListener("hashchange", () => this.mark());
    this.mark();
  }

  get button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("button"));
  }

  mark() {
    const { name } = place();
    this.unfold(false);
    for (const link of this.querySelectorAll("a")) {
      const mine = (link.dataset.places ?? "").split(" ").includes(name);
      link.toggleAttribute("aria-current", false);
      if (!mine) continue;
      link.setAttribute("aria-current", "page");
      /** @type {HTMLElement} */ (this.querySelector("[data-here]")).textContent = link.textContent;
    }
  }

  /** @param {boolean} open */
  unfold(open) {
    this.button.setAttribute("aria-expanded", String(open));
  }

  close() {
    this.unfold(false);
    this.button.focus();
  }
}

customElements.define("owner-nav", OwnerNav);
