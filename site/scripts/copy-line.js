// <copy-line>: a line to be typed into a terminal, with a button that copies it.
import { say } from "./words.js";

class CopyLine extends HTMLElement {
  connectedCallback() {
    this.button.addEventListener("click", () => this.copy());
  }

  get line() {
    return /** @type {HTMLElement} */ (this.querySelector("code"));
  }

  get button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("button"));
  }

  /** @param {string} words */
  show(words) {
    this.line.textContent = words;
    this.button.textContent = say("data.copy.copy");
    this.button.setAttribute("aria-label", say("data.copy.of", { what: words }));
  }

  async copy() {
    const worked = await navigator.clipboard.writeText(this.line.textContent ?? "").then(() => true, () => false);
    this.button.textContent = say(worked ? "data.copy.copied" : "data.copy.by_hand");
    this.button.removeAttribute("aria-label");
    if (!worked) getSelection()?.selectAllChildren(this.line);
  }
}

customElements.define("copy-line", CopyLine);
