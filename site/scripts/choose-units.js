// <choose-units>: puts the number that the holder will use into the QR, so that the staff's screen begins with it.
import { slot } from "./slots.js";
import { counted } from "./unit-words.js";
import { say } from "./words.js";
import "./quantity-stepper.js";

class ChooseUnits extends HTMLElement {
  connectedCallback() {
    this.box = document.querySelector(".ticket-stub .qr-box");
    this.whole = this.box?.innerHTML ?? "";
    this.turn = 0;
    this.closest("live-ticket")?.addEventListener("ticket", (event) => this.follow(/** @type {CustomEvent} */ (event).detail));
    this.stepper.input.min = "1";
    this.stepper.max = Number(this.dataset.rest);
    this.stepper.addEventListener("change", () => this.choose());
  }

  get stepper() {
    return /** @type {any} */ (this.querySelector("quantity-stepper"));
  }

  /** Units were used: what was chosen is over. @param {any} ticket */
  follow({ units_left }) {
    if (units_left === Number(this.dataset.rest)) return;
    this.dataset.rest = String(units_left);
    this.hidden = units_left < 2;
    this.stepper.max = Math.max(1, units_left);
    this.stepper.value = 1;
    this.draw(this.whole);
    slot(this, "chosen").textContent = say("hold.choose.hint");
  }

  /** The QR of the number; without a connection the plain one, which is good for any. */
  async choose() {
    const { stepper } = this;
    const turn = (this.turn += 1);
    const drawing = await picture(`${location.pathname}/qr.svg?units=${stepper.value}`);
    if (turn !== this.turn) return;
    this.draw(drawing || this.whole);
    slot(this, "said").textContent = drawing ? "" : say("hold.choose.offline");
    slot(this, "chosen").textContent = drawing ? counted("hold.choose.chosen", this.dataset.kind ?? "", stepper.value) : "";
  }

  /** @param {string} drawing */
  draw(drawing) {
    const svg = new DOMParser().parseFromString(drawing, "text/html").querySelector("svg");
    if (svg) this.box?.replaceChildren(document.adoptNode(svg));
  }
}

/** The drawing at an address of ours, or nothing. @param {string} path */
async function picture(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

customElements.define("choose-units", ChooseUnits);
