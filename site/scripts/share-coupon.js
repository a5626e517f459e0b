// <share-coupon>: a coupon for a friend, by mail or by a link for one.
import { attempt } from "./attempt.js";
import { hand, unhand } from "./handed-link.js";
import { part, slot } from "./slots.js";
import { say } from "./words.js";

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

class ShareCoupon extends HTMLElement {
  connectedCallback() {
    slot(this, "open").addEventListener("click", () => this.open());
    slot(this, "close").addEventListener("click", () => this.close());
    slot(this, "link").addEventListener("click", () => this.link());
    part(this, "mail").addEventListener("submit", (event) => this.mail(event));
  }

  open() {
    slot(this, "open").hidden = true;
    part(this, "form").hidden = false;
    this.querySelector("h2")?.focus();
  }

  close() {
    unhand(this);
    this.tell("");
    part(this, "form").hidden = true;
    slot(this, "open").hidden = false;
    slot(this, "open").focus();
  }

  /** @param {Event} event */
  async mail(event) {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (this.querySelector("[type=email]"));
    const email = field.value.trim();
    const wrong = !ADDRESS.test(email);
    field.setAttribute("aria-invalid", String(wrong));
    if (wrong) return this.tell(say("hold.give.bad_email")), field.focus();
    if (!(await this.share({ email }, "send"))) return;
    field.value = "";
    this.tell("", say("hold.share.mailed", { email }));
  }

  async link() {
    const made = await this.share({}, "link");
    if (made) hand(this, { url: new URL(made.url, location.href).href, text: say("hold.share.share_text", { title: this.dataset.title ?? "" }), send: true });
  }

  /** @param {{email?: string}} body @param {string} name of the button that was pressed */
  async share(body, name) {
    this.tell("");
    slot(this, name).setAttribute("aria-busy", "true");
    const { data, words } = await attempt(`${location.pathname}/shares`, { method: "POST", body });
    slot(this, name).removeAttribute("aria-busy");
    if (!data) this.tell(words);
    return data;
  }

  /** @param {string} problem @param {string} [good] */
  tell(problem, good = "") {
    slot(this, "said").textContent = problem;
    slot(this, "good").textContent = good;
  }
}

customElements.define("share-coupon", ShareCoupon);
