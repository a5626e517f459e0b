// <waiting-list>: where a date or a ticket type has sold out, a place in the line for it. Stands inside <add-to-cart>.
import { attempt } from "./attempt.js";
import { dress } from "./late-style.js";
import { part, put, slot } from "./slots.js";
import { left, stock, whenSeen } from "./stock.js";
import { say } from "./words.js";

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

class WaitingList extends HTMLElement {
  connectedCallback() {
    dress("waiting.css");
    slot(this, "open").addEventListener("click", () => this.open());
    this.form.addEventListener("submit", (event) => this.join(event));
    this.buy.addEventListener("change", () => this.show());
    this.querySelector("select")?.addEventListener("change", () => this.show());
    whenSeen(() => this.look());
    this.look().then(() => this.called());
  }

  /** @returns {any} the form around it, which knows the chosen date */
  get buy() {
    return this.closest("add-to-cart");
  }

  get form() {
    return /** @type {HTMLFormElement} */ (document.getElementById("waiting"));
  }

  /** @param {string} name @returns {HTMLInputElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  async look() {
    this.all = await stock();
    this.show();
  }

  /** Ticket types without a unit left on the chosen date; an empty id stands for a thing that has neither. */
  soldOut() {
    const types = [...this.querySelectorAll("option")].map((option) => option.value);
    const { item, session } = this.buy;
    if (!this.all || (!session && this.buy.querySelector("[name=session], [name=day]"))) return [];
    return (types.length ? types : [""]).filter((type) => left(this.all ?? null, item, session, type || null)?.state === "sold_out");
  }

  show() {
    const gone = this.soldOut();
    this.hidden = !gone.length;
    for (const option of this.querySelectorAll("option")) option.hidden = option.disabled = !gone.includes(option.value);
    const choice = this.querySelector("select");
    if (choice && !gone.includes(choice.value)) choice.value = gone[0] ?? "";
    this.bound(choice);
    const kind = /** @type {HTMLElement | null} */ (this.querySelector("[data-part=type]"));
    if (kind) kind.hidden = gone.length < 2 && this.querySelectorAll("option").length === gone.length;
  }

  /** No more than an order may have of the chosen type. @param {HTMLSelectElement | null} choice */
  bound(choice) {
    const most = choice?.selectedOptions[0]?.dataset.most;
    const field = this.field("waiting-quantity");
    if (most) field.max = most;
    if (Number(field.value) > Number(field.max)) field.value = field.max;
  }

  open() {
    slot(this, "open").hidden = true;
    part(this, "fields").hidden = false;
    this.field("waiting-email").focus();
  }

  /** The cart sends here what it could not have: `#waiting=SESSION/TYPE`. */
  called() {
    const wanted = new URLSearchParams(location.hash.slice(1)).get("waiting");
    if (wanted === null) return;
    const [session, type] = wanted.split("/").map(decodeURIComponent);
    const calendar = this.buy.querySelector("session-calendar");
    if (calendar) calendar.touched = true;
    this.choose("day", session.slice(0, 8));
    this.choose("session", session);
    this.show();
    const choice = this.querySelector("select");
    if (choice && this.soldOut().includes(type)) choice.value = type;
    if (this.hidden) return;
    this.open();
    this.scrollIntoView({ block: "center" });
  }

  /** Choose a date, or the day of a calendar that then shows its hours. @param {string} name @param {string} value */
  choose(name, value) {
    const found = /** @type {HTMLInputElement | null} */ (this.buy.querySelector(`[name=${name}][value="${CSS.escape(value)}"]`));
    if (!found) return;
    found.checked = true;
    found.closest("details")?.setAttribute("open", "");
    found.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {Event} event */
  async join(event) {
    event.preventDefault();
    const email = this.field("waiting-email");
    const wrong = !ADDRESS.test(email.value.trim());
    email.setAttribute("aria-invalid", String(wrong));
    if (wrong) return this.tell(say("buy.waiting.email_missing")), email.focus();
    slot(this, "send").setAttribute("aria-busy", "true");
    const { data, error, words } = await attempt("/api/waiting", { method: "POST", body: this.wanted(email.value.trim()) });
    slot(this, "send").removeAttribute("aria-busy");
    if (!data) return this.tell(error?.code === "not_sold_out" ? say("buy.waiting.again") : words);
    part(this, "fields").hidden = true;
    put(this, "thanks", say("buy.waiting.thanks"));
  }

  /** @param {string} email */
  wanted(email) {
    const { item, session } = this.buy;
    const ticket = this.querySelector("select")?.value ?? "";
    const quantity = Number(this.field("waiting-quantity").value) || 1;
    return { item, ...(session ? { session } : {}), ...(ticket ? { ticket } : {}), quantity, email, locale: document.documentElement.lang };
  }

  /** @param {string} words */
  tell(words) {
    slot(this, "said").textContent = words;
  }
}

customElements.define("waiting-list", WaitingList);
