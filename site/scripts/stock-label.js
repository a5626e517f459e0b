// <stock-label item session ticket>: the sale state in words, as it is now. `quiet` shows the marks ○ △ × instead.
import { moment } from "./formats.js";
import { PLENTY, isFew, left, stock, whenSeen } from "./stock.js";
import { say } from "./words.js";

class StockLabel extends HTMLElement {
  connectedCallback() {
    this.look();
    whenSeen(() => this.look());
  }

  async look() {
    const item = this.getAttribute("item") || this.closest("[data-item]")?.getAttribute("data-item") || "";
    const all = await stock();
    const known = left(all, item, this.getAttribute("session"), this.getAttribute("ticket"));
    if (known) this.show(known.state, this.number(known));
  }

  /**
   * Units to name: of the thing itself, or of the only date of an event.
   * @param {import("./stock.js").ItemLeft} known
   */
  number(known) {
    const dates = Object.values(known.sessions ?? {});
    return known.remaining ?? (dates.length === 1 ? dates[0].remaining : null);
  }

  /**
   * @param {string} state
   * @param {number | null | undefined} remaining
   */
  show(state, remaining) {
    const few = state === "on_sale" && remaining != null && isFew(remaining, Number(this.dataset.stock) || undefined);
    const words = this.words(state, remaining);
    if (this.hasAttribute("quiet")) {
      this.dataset.state = state;
      const mark = document.createElement("span");
      const spoken = document.createElement("span");
      mark.ariaHidden = "true";
      mark.textContent = say(`buy.marks.${few ? "few" : state}`);
      spoken.className = "visually-hidden";
      spoken.textContent = words;
      this.replaceChildren(mark, spoken);
    } else {
      this.className = `state state-${few ? "few" : state}`;
      this.textContent = words;
    }
  }

  /**
   * @param {string} state
   * @param {number | null | undefined} remaining
   */
  words(state, remaining) {
    if (state === "on_sale") return remaining == null || remaining > PLENTY ? say("buy.state.on_sale") : say("buy.state.left", { n: remaining });
    if (state !== "not_yet") return say(`buy.state.${state}`);
    return this.dataset.from ? say("buy.state.not_yet", { when: moment(this.dataset.from) }) : say("buy.state.soon");
  }
}

customElements.define("stock-label", StockLabel);
