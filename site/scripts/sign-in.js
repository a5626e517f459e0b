// <sign-in>: reads the token of a mailed link from the fragment; only the button uses it.
import "./mail-link.js";
import { ask, Unreachable } from "./service.js";
import { say } from "./words.js";

class SignIn extends HTMLElement {
  connectedCallback() {
    this.token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
    this.show(Boolean(this.token));
    this.querySelector("[data-go]")?.addEventListener("click", () => this.go());
  }

  async go() {
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("[data-go]"));
    button.setAttribute("aria-busy", "true");
    try {
      const { status, data } = await ask("/api/sign-in", { method: "POST", body: { token: this.token } });
      if (status < 400) return location.replace((data.role === "owner" ? this.dataset.owner : this.dataset.lead) ?? "/");
      this.say(data?.error?.message ?? say("account.bad_token"));
      this.show(false);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.say(say("account.failed"));
    }
    button.removeAttribute("aria-busy");
  }

  /** @param {boolean} token whether there is one to use */
  show(token) {
    this.querySelector("[data-with-token]")?.toggleAttribute("hidden", !token);
    this.querySelector("[data-without-token]")?.toggleAttribute("hidden", token);
    this.querySelector("[data-no-token]")?.toggleAttribute("hidden", Boolean(this.token));
  }

  /** @param {string} words */
  say(words) {
    /** @type {HTMLElement} */ (this.querySelector("[data-problem]")).textContent = words;
  }
}

customElements.define("sign-in", SignIn);
