// <practice-tickets>: the practice tickets to tap or to scan from this screen, one for every result.
import { RESULTS, codeOf, digitsOf } from "./door-practice.js";
import { copy, part, slot } from "./slots.js";
import { say } from "./words.js";

class PracticeTickets extends HTMLElement {
  connectedCallback() {
    const rows = RESULTS.map((result) => {
      const row = copy(this, "row");
      slot(row, "name").textContent = say(`desk.practice.results.${result}`);
      slot(row, "digits").textContent = digitsOf(result).replace(/^(...)/, "$1 ");
      row.querySelector("[data-scan]")?.addEventListener("click", () => this.tell("code", { door_code: codeOf(result), by: "practice" }));
      row.querySelector("[data-qr]")?.addEventListener("click", () => this.draw(result));
      return row;
    });
    part(this, "rows").replaceChildren(...rows);
    this.querySelector("[data-leave]")?.addEventListener("click", () => this.tell("practice", false));
    part(this, "dialog").querySelector("button")?.addEventListener("click", () => this.dialog.close());
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (part(this, "dialog"));
  }

  /** Its QR, for another phone that practises. @param {string} result */
  async draw(result) {
    const { encodeQR } = await import("../vendor/qr-0.7.0/index.js");
    const drawing = encodeQR(`${location.origin}/D/${codeOf(result)}`.toUpperCase(), "svg", { ecc: "medium", border: 3 });
    const svg = new DOMParser().parseFromString(String(drawing), "image/svg+xml").documentElement;
    part(this, "qr").replaceChildren(document.adoptNode(svg));
    slot(this, "qr-name").textContent = say(`desk.practice.results.${result}`);
    this.dialog.showModal();
  }

  /** @param {string} name @param {unknown} detail */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("practice-tickets", PracticeTickets);
