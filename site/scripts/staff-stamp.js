// <staff-stamp>: use mode. For three minutes the phone is the staff's: hold the button, then number, PIN and units.
import { attempt } from "./attempt.js";
import { fresh } from "./nonce.js";
import { part, slot } from "./slots.js";
import { counted } from "./unit-words.js";
import { say } from "./words.js";
import "./quantity-stepper.js";

const OPEN = 180_000;
const HOLD = 700;
const USED = ["ok", "part"];

class StaffStamp extends HTMLElement {
  connectedCallback() {
    this.use = /** @type {HTMLElement} */ (this.closest("use-ticket"));
    this.dialog = /** @type {HTMLDialogElement} */ (this.closest("dialog"));
    this.left = Number(this.use.dataset.rest);
    this.dialog.addEventListener("close", () => this.closed());
    slot(this, "leave").addEventListener("click", () => this.dialog?.close());
    this.holding(slot(this, "hold"));
    this.form.addEventListener("submit", (event) => this.send(event));
    this.addEventListener("focusin", ({ target }) => target instanceof HTMLInputElement && target.closest(".field") && (this.field = target));
    this.addEventListener("click", ({ target }) => this.key(/** @type {HTMLElement} */ (target).closest("[data-key]")));
    this.stepper.addEventListener("change", () => this.label());
  }

  get form() {
    return /** @type {HTMLFormElement} */ (part(this, "staff"));
  }

  get stepper() {
    return /** @type {any} */ (this.querySelector("quantity-stepper"));
  }

  get units() {
    return (this.left ?? 0) > 1 ? this.stepper.value : 1;
  }

  /** @param {(answer: any) => void} done */
  open(done) {
    this.done = done;
    this.ends = Date.now() + OPEN;
    this.show(false);
    this.dialog?.showModal();
    this.querySelector("h2")?.focus();
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  closed() {
    clearInterval(this.timer);
    clearInterval(this.waiting);
    this.form.reset();
  }

  tick() {
    const rest = Math.max(0, Math.ceil(((this.ends ?? 0) - Date.now()) / 1000));
    slot(this, "rest").textContent = say("hold.mode.left", { time: `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}` });
    if (!rest && !this.pending) this.dialog?.close();
  }

  /** A long press, so that no fan stamps by accident; a keyboard's press is enough, the PIN asks again. @param {HTMLElement} button */
  holding(button) {
    let timer = 0;
    button.addEventListener("pointerdown", () => {
      button.toggleAttribute("data-held", true);
      timer = setTimeout(() => this.show(true), HOLD);
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      button.addEventListener(end, () => (clearTimeout(timer), button.toggleAttribute("data-held", false)));
    }
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.addEventListener("click", ({ detail }) => detail || this.show(true));
  }

  /** @param {boolean} staff whether the staff's part shows */
  show(staff) {
    slot(this, "hold").removeAttribute("data-held");
    part(this, "hold").hidden = staff;
    this.form.hidden = !staff;
    this.tell("");
    if (!staff) return;
    navigator.vibrate?.(20);
    part(this, "units").hidden = (this.left ?? 0) < 2;
    if (this.stepper.input) this.stepper.input.min = "1";
    this.stepper.max = Math.max(1, this.left ?? 1);
    this.label();
    this.input("staff_number").focus();
  }

  label() {
    slot(this, "stamp").textContent = counted("hold.mode.stamp", this.use?.dataset.kind ?? "", this.units);
  }

  /** @param {string} name */
  input(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** The pad types into the field that was touched last. @param {HTMLElement | null} key */
  key(key) {
    const name = key?.dataset.key;
    const field = this.field ?? this.input("staff_number");
    if (!name) return;
    if (name === "clear") field.value = "";
    else if (name === "delete") field.value = field.value.slice(0, -1);
    else if (field.value.length < field.maxLength) field.value += name;
    navigator.vibrate?.(8);
  }

  /** @param {Event} event */
  async send(event) {
    event.preventDefault();
    const [staff_number, pin] = [this.input("staff_number").value.trim(), this.input("pin").value.trim()];
    if (this.pending) return;
    if (!staff_number || !pin) {
      this.tell(say("hold.mode.missing"));
      return this.input(staff_number ? "pin" : "staff_number").focus();
    }
    if (this.act?.units !== this.units) this.act = { units: this.units, nonce: fresh() };
    this.busy(true);
    const answer = await attempt(`${location.pathname}/stamps?lang=${document.documentElement.lang}`, { method: "POST", body: { ...this.act, staff_number, pin } });
    this.busy(false);
    this.answered(answer);
  }

  /** @param {import("./attempt.js").Attempt} answer */
  answered({ data, error, words, wait }) {
    if (data || error) this.act = undefined;
    if (data && USED.includes(data.result)) {
      this.dialog?.close();
      return this.done?.(data);
    }
    if (error?.code === "too_many" && wait) return this.sleep(wait);
    this.tell(data ? data.message : error ? words : say("hold.use.offline"));
    this.input("pin").value = "";
    this.input(error?.code === "wrong_pin" ? "pin" : "staff_number").focus();
  }

  /** Too many wrong PINs: count the seconds down. @param {number} seconds */
  sleep(seconds) {
    const until = Date.now() + seconds * 1000;
    const tell = () => {
      const n = Math.ceil((until - Date.now()) / 1000);
      this.tell(n > 0 ? say("hold.mode.wait", { n }) : "");
      if (n <= 0) clearInterval(this.waiting);
    };
    clearInterval(this.waiting);
    this.waiting = setInterval(tell, 1000);
    tell();
  }

  /** @param {boolean} yes */
  busy(yes) {
    this.pending = yes;
    slot(this, "stamp").setAttribute("aria-busy", String(yes));
    if (yes) this.tell("");
  }

  /** @param {string} words */
  tell(words) {
    slot(this, "said").textContent = words;
  }
}

customElements.define("staff-stamp", StaffStamp);
