// <availability-link>: where another system says what is still to be had, and the secret it signs with, shown once.
import { attempt } from "./attempt.js";
import { twice } from "./second-look.js";
import { part, slot } from "./slots.js";
import { say } from "./words.js";

class AvailabilityLink extends HTMLElement {
  connectedCallback() {
    twice(/** @type {HTMLButtonElement} */ (slot(this, "make")), say("systems.availability.sure"), () => this.make());
  }

  async make() {
    const { data, words } = await attempt("/api/availability/secret", { method: "POST", body: {} });
    slot(this, "said").textContent = words;
    if (!data) return;
    part(this, "address").hidden = false;
    slot(this, "address").textContent = data.url;
    /** @type {any} */ (this.querySelector("shown-once")).show(say("systems.availability.made"), data.secret);
  }
}

customElements.define("availability-link", AvailabilityLink);
