// <door-pad>: six digits by big keys or a keyboard, and a field for a pasted link. Tells which code was given.
import { read } from "./door-code.js";
import { say } from "./words.js";

const DIGITS = 6;

class DoorPad extends HTMLElement {
  connectedCallback() {
    this.digits = "";
    this.reader = /** @type {HTMLInputElement} */ (this.querySelector("[data-reader]"));
    this.addEventListener("click", (event) => this.key(/** @type {HTMLElement} */ (event.target).closest("[data-key]")));
    this.querySelector("form")?.addEventListener("submit", (event) => this.read(event));
    this.reader.addEventListener("paste", () => setTimeout(() => this.reader?.form?.requestSubmit()));
  }

  /** @param {HTMLElement | null} key */
  key(key) {
    const name = key?.dataset.key;
    if (name === "delete") this.back();
    else if (name === "clear") this.show("");
    else if (name) this.press(name);
  }

  back() {
    this.show((this.digits ?? "").slice(0, -1));
  }

  /** @param {string} digit */
  press(digit) {
    this.tell("typing");
    this.show((this.digits + digit).slice(0, DIGITS));
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(8);
    if ((this.digits ?? "").length < DIGITS) return;
    const six_digit = this.digits;
    this.show("", six_digit);
    this.tell("code", { six_digit, by: "pad" });
  }

  /** @param {Event} event */
  read(event) {
    event.preventDefault();
    const text = this.reader?.value.trim() ?? "";
    const code = read(text);
    this.problem(code || !text ? "" : say("door.bad_reader"));
    if (!text) return;
    if (this.reader) this.reader.value = "";
    if (code) this.tell("code", { ...code, by: "reader" });
  }

  /** @param {string} words */
  problem(words) {
    /** @type {HTMLElement} */ (this.querySelector("[data-problem]")).textContent = words;
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
