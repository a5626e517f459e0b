// <stock-label item session ticket>: the sale state in words, as it is now. Beside a date to choose, it is of that date.
import { moment } from "./formats.js";
import { PLENTY, isFew, left, stock, whenSeen } from "./stock.js";
import { say, sayOf } from "./words.js";

class StockLabel extends HTMLElement {
  connectedCallback() {
    this.look();
    whenSeen(() => this.look());
  }

  get item() {
    return this.getAttribute("item") || this.closest("[data-item]")?.getAttribute("data-item") || "";
  }

  get session() {
    const choice = /** @type {HTMLInputElement | null | undefined} */ (this.closest("label")?.querySelector("[name=session]"));
    return this.getAttribute("session") || choice?.value;
  }

  async look() {
    const known = left(await stock(), this.item, this.session, this.getAttribute("ticket"));
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
    if (["closed", "ended"].includes(state) && /state-(cancelled|over|closed)/.test(this.className)) return;
    const all = Number(this.dataset.stock ?? this.closest("session-calendar")?.getAttribute("data-stock")) || undefined;
    const shown = state === "on_sale" && remaining != null && isFew(remaining, all) ? "few" : state;
    this.className = `state state-${shown}`;
    this.textContent = this.words(shown, remaining ?? Infinity);
  }

  /**
   * @param {string} shown
   * @param {number} n
   */
  words(shown, n) {
    if (shown === "on_sale" && n <= PLENTY) return sayOf("buy.state.left", this.dataset.kind, { n });
    if (shown === "closed" && this.session) return say("buy.state.day_closed");
    if (shown === "few") return sayOf("buy.state.few", this.dataset.kind, { n });
    if (shown !== "not_yet") return say(`buy.state.${shown}`, { n });
    return this.dataset.from ? say("buy.state.not_yet", { when: moment(this.dataset.from) }) : say("buy.state.soon");
  }
}

customElements.define("stock-label", StockLabel);
