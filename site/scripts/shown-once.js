// <shown-once>: a secret that nobody sees again, to be copied now.
import { slot } from "./slots.js";
import { say } from "./words.js";

class ShownOnce extends HTMLElement {
  connectedCallback() {
    slot(this, "copy").addEventListener("click", () => this.copy());
    slot(this, "close").addEventListener("click", () => this.forget());
    window.addEventListener("hashchange", () => this.forget());
  }

  /** @param {string} words what happened, and what to do with it @param {string} secret */
  show(words, secret) {
    slot(this, "words").textContent = words;
    slot(this, "secret").textContent = secret;
    slot(this, "copied").textContent = "";
    this.hidden = false;
    slot(this, "secret").focus();
  }

  forget() {
    slot(this, "secret").textContent = "";
    this.hidden = true;
  }

  async copy() {
    const place = slot(this, "secret");
    const worked = await navigator.clipboard.writeText(place.textContent ?? "").then(() => true, () => false);
    slot(this, "copied").textContent = say(worked ? "systems.copied" : "systems.copy_by_hand");
    if (!worked) getSelection()?.selectAllChildren(place);
  }
}

customElements.define("shown-once", ShownOnce);
