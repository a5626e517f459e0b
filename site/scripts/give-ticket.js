// <give-ticket>: units for a companion, by a link, by mail or by a QR shown to the other phone; and taking them back.
import { attempt } from "./attempt.js";
import { hand, unhand } from "./handed-link.js";
import { copy, part, slot } from "./slots.js";
import { say, sayOf } from "./words.js";
import "./quantity-stepper.js";

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/**
 * @typedef {{url: string, units: number, lines: Record<string, number>}} Gift
 * @typedef {{ticket: string | null, units: number, used: number}} Line
 */

class GiveTicket extends HTMLElement {
  connectedCallback() {
    const state = JSON.parse(part(this, "state").textContent || "{}");
    /** @type {Line[]} */
    this.lines = state.lines;
    this.closest("live-ticket")?.addEventListener("ticket", (event) => this.follow(/** @type {CustomEvent} */ (event).detail));
    slot(this, "open").addEventListener("click", () => this.open());
    slot(this, "close").addEventListener("click", () => this.close());
    slot(this, "send").addEventListener("click", () => this.send());
    for (const way of this.querySelectorAll("[name=way]")) way.addEventListener("change", () => this.choose());
    this.draw(state.gifts);
    this.choose();
  }

  /** The ticket changed; when a gift was accepted, <live-ticket> loads the page with its new QR. @param {any} ticket */
  follow({ lines, gifts, actions }) {
    this.lines = lines;
    slot(this, "open").hidden = !actions.includes("give") || !part(this, "form").hidden;
    if (!actions.includes("give")) part(this, "form").hidden = true;
    this.draw(gifts);
  }

  open() {
    this.tell("");
    unhand(this);
    slot(this, "open").hidden = true;
    part(this, "form").hidden = false;
    const [only, ...more] = this.steppers;
    if (only && !more.length && !only.value) only.value = 1;
    this.querySelector("h2")?.focus();
  }

  close() {
    part(this, "form").hidden = true;
    slot(this, "open").hidden = false;
    slot(this, "open").focus();
    this.tell("");
  }

  get way() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[name=way]:checked")).value;
  }

  get email() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[type=email]"));
  }

  /** @returns {any[]} */
  get steppers() {
    return [...this.querySelectorAll("quantity-stepper")];
  }

  choose() {
    part(this, "email").hidden = this.way !== "mail";
    slot(this, "send").textContent = say(`hold.give.${this.way}`);
  }

  /** What is chosen, by ticket type. */
  chosen() {
    const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-line]")]);
    return rows.map((row) => ({ ticket: row.dataset.line ?? "", units: /** @type {any} */ (row.querySelector("quantity-stepper")).value }));
  }

  async send() {
    const lines = this.chosen();
    const units = lines.reduce((sum, each) => sum + each.units, 0);
    const email = this.way === "mail" ? this.email.value.trim() : "";
    if (!units) return this.tell(sayOf("hold.give.choose", this.dataset.kind));
    this.email.setAttribute("aria-invalid", String(this.way === "mail" && !ADDRESS.test(email)));
    if (this.email.getAttribute("aria-invalid") === "true") return this.tell(say("hold.give.bad_email")), this.email.focus();
    slot(this, "send").setAttribute("aria-busy", "true");
    const body = { ...(lines[0].ticket ? { lines } : { units }), ...(email ? { email } : {}) };
    const { data, words } = await attempt(`${location.pathname}/gifts`, { method: "POST", body });
    slot(this, "send").removeAttribute("aria-busy");
    if (!data) return this.tell(words);
    this.made(data, email);
  }

  /** @param {Gift} gift @param {string} email */
  async made(gift, email) {
    const { way } = this;
    for (const stepper of this.steppers) stepper.value = 0;
    this.email.value = "";
    this.close();
    this.tell("", email ? say("hold.give.mailed", { email }) : say("hold.give.made"));
    if (!email) this.hand(gift, way);
    await this.look();
  }

  /** @param {Gift} gift @param {string} way */
  hand({ url }, way) {
    hand(this, { url: new URL(url, location.href).href, text: say("hold.give.share_text", { title: this.dataset.title ?? "" }), qr: way === "qr", send: way === "link" });
  }

  /** The ticket as it is now. */
  async look() {
    const { data } = await attempt(location.pathname);
    if (data) this.follow(data);
  }

  /** @param {Gift[]} gifts */
  draw(gifts) {
    part(this, "waiting").hidden = !gifts.length;
    slot(this, "waiting").replaceChildren(...gifts.map((gift) => this.row(gift)));
    for (const row of this.querySelectorAll("[data-line]")) this.bound(/** @type {HTMLElement} */ (row), gifts);
  }

  /** Not more than what is neither used nor on its way. @param {HTMLElement} row @param {Gift[]} gifts */
  bound(row, gifts) {
    const type = row.dataset.line ?? "";
    const line = this.lines?.find(({ ticket }) => (ticket ?? "") === type);
    const left = (line ? line.units - line.used : 0) - gifts.reduce((sum, { lines }) => sum + (lines[type] ?? 0), 0);
    /** @type {any} */ (row.querySelector("quantity-stepper")).max = Math.max(0, left);
    slot(row, "of").textContent = say("hold.give.of", { left });
  }

  /** @param {Gift} gift */
  row(gift) {
    const row = copy(this, "row");
    const withdraw = slot(row, "withdraw");
    slot(row, "what").textContent = sayOf("hold.give.waiting_row", this.dataset.kind, { n: gift.units });
    slot(row, "show").addEventListener("click", () => this.hand(gift, "qr"));
    withdraw.addEventListener("click", () => this.withdraw(gift, withdraw));
    return row;
  }

  /** The second press does it. @param {Gift} gift @param {HTMLElement} button */
  async withdraw(gift, button) {
    if (!button.dataset.sure) {
      button.dataset.sure = "yes";
      button.classList.add("button-danger");
      button.textContent = say("hold.give.withdraw_sure");
      return;
    }
    button.setAttribute("aria-busy", "true");
    const { status, words } = await attempt(new URL(gift.url, location.href).pathname, { method: "DELETE" });
    button.removeAttribute("aria-busy");
    const gone = status >= 200 && status < 300;
    if (gone) unhand(this);
    this.tell(gone ? "" : words, gone ? say("hold.give.withdrawn") : "");
    await this.look();
  }

  /** @param {string} problem @param {string} [good] */
  tell(problem, good = "") {
    slot(this, "said").textContent = problem;
    slot(this, "good").textContent = good;
  }
}

customElements.define("give-ticket", GiveTicket);
