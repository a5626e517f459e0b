// <door-pad>: six digits by big keys or a keyboard, and a field for a reader or a pasted link. Tells which code was given.
import { say } from "./words.js";

const DIGITS = 6;
const DOOR_CODE = /(?:^|\/d\/)([A-Z2-7]{26})\/?$/i;

class DoorPad extends HTMLElement {
  connectedCallback() {
    this.digits = "";
    this.reader = /** @type {HTMLInputElement} */ (this.querySelector("[data-reader]"));
    this.addEventListener("click", (event) => this.key(/** @type {HTMLElement} */ (event.target).closest("[data-key]")));
    this.querySelector("form")?.addEventListener("submit", (event) => this.read(event));
    this.reader.addEventListener("paste", () => setTimeout(() => this.reader?.form?.requestSubmit()));
    this.onKeyDown = (/** @type {KeyboardEvent} */ event) => this.typed(event);
    document.addEventListener("keydown", this.onKeyDown);
  }

  disconnectedCallback() {
    if (this.onKeyDown) document.removeEventListener("keydown", this.onKeyDown);
  }

  /** @param {HTMLElement | null} key */
  key(key) {
    const name = key?.dataset.key;
    if (name === "delete") this.show(this.digits.slice(0, -1));
    else if (name === "clear") this.show("");
    else if (name) this.press(name);
  }

  /** Whatever is typed outside a field: digits are an ID, anything else comes from a reader. @param {KeyboardEvent} event */
  typed(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (this.closest("[hidden]") || ctrlKey || metaKey || altKey) return;
    if (target instanceof HTMLElement && target.matches("input, textarea, select")) return;
    if (/^\d$/.test(key)) this.press(key);
    else if (key === "Backspace") this.show(this.digits.slice(0, -1));
    else if (/^[a-z]$/i.test(key)) {
      this.tell("typing");
      this.reader?.focus();
    }
  }

  /** @param {string} digit */
  press(digit) {
    this.tell("typing");
    this.show((this.digits + digit).slice(0, DIGITS));
    navigator.vibrate?.(8);
    if (this.digits.length < DIGITS) return;
    const six_digit = this.digits;
    this.show("", six_digit);
    this.tell("code", { six_digit });
  }

  /** @param {Event} event */
  read(event) {
    event.preventDefault();
    const text = this.reader?.value.trim() ?? "";
    const code = DOOR_CODE.exec(text)?.[1].toUpperCase();
    const six_digit = text.replace(/\s/g, "");
    const problem = /** @type {HTMLElement} */ (this.querySelector("[data-problem]"));
    const good = code || /^\d{6}$/.test(six_digit);
    problem.textContent = good || !text ? "" : say("door.bad_reader");
    if (!text) return;
    if (this.reader) this.reader.value = "";
    if (good) this.tell("code", code ? { door_code: code } : { six_digit });
  }

  /** Fill the boxes and say the ID in two groups. @param {string} digits @param {string} [spoken] */
  show(digits, spoken = digits) {
    this.digits = digits;
    this.querySelectorAll("[data-box]").forEach((box, n) => {
      box.textContent = digits[n] ?? "";
      box.toggleAttribute("data-cursor", n === digits.length);
    });
    const words = /** @type {HTMLElement} */ (this.querySelector("[data-spoken]"));
    const [first, second] = [spoken.slice(0, 3), spoken.slice(3)].map((group) => group.split("").join(" "));
    words.textContent = spoken.length > 3 ? say("door.id_spoken", { first, second }) : first;
  }

  /** @param {string} name @param {unknown} [detail] */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("door-pad", DoorPad);
