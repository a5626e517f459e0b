// <session-calendar>: the leaves of a calendar. The chosen day shows its hours; every day's mark follows the stock.
import { dayOf } from "./formats.js";
import { isFew, stock, whenSeen } from "./stock.js";
import { say } from "./words.js";

class SessionCalendar extends HTMLElement {
  connectedCallback() {
    this.slots = this.querySelector(".slots");
    this.touched = false;
    this.addEventListener("pointerdown", () => (this.touched = true));
    this.addEventListener("keydown", () => (this.touched = true));
    this.addEventListener("change", (event) => this.choose(/** @type {HTMLInputElement} */ (event.target)));
    whenSeen(() => this.look());
    this.look();
  }

  /** The hours of another day; the same hour stays chosen. @param {HTMLInputElement} input */
  choose(input) {
    if (input.name !== "day" || !this.slots) return;
    input.closest("details")?.append(this.slots);
    const legend = this.slots.querySelector("legend");
    if (legend) legend.textContent = dayOf(input.value);
    for (const slot of this.slots.querySelectorAll("input")) slot.value = `${input.value}${slot.value.slice(8)}`;
    for (const label of this.slots.querySelectorAll("stock-label")) /** @type {any} */ (label).look();
    this.close();
  }

  /** Begin with a day that can be had: until somebody chooses, not with one that has sold out. */
  begin() {
    const open = /** @type {HTMLInputElement | null} */ (this.querySelector(".day:is([data-state=on_sale], [data-state=few]) input"));
    const now = this.querySelector(".day:has(:checked)")?.getAttribute("data-state") ?? "";
    if (this.touched || !open || ["on_sale", "few"].includes(now)) return;
    open.checked = true;
    const leaf = open.closest("details");
    if (leaf) leaf.open = true;
    open.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Hours that cannot be chosen on this day. */
  close() {
    for (const slot of this.slots?.querySelectorAll("input") ?? []) {
      slot.disabled = Boolean(this.days) && ["ended", "closed"].includes(this.days?.[slot.value]?.state ?? "closed");
      if (slot.disabled) slot.checked = false;
    }
  }

  async look() {
    const item = this.closest("[data-item]")?.getAttribute("data-item") ?? "";
    this.days = (await stock())?.[item]?.sessions;
    if (!this.days) return;
    for (const day of this.querySelectorAll(".day")) this.mark(/** @type {HTMLElement} */ (day), this.days);
    this.close();
    this.begin();
  }

  /**
   * @param {HTMLElement} day
   * @param {Record<string, import("./stock.js").SessionLeft>} days
   */
  mark(day, days) {
    const input = day.querySelector("input");
    const hours = this.slots ? [...this.slots.querySelectorAll("input")].map((slot) => slot.value.slice(8)) : [""];
    const known = hours.map((hour) => days[`${input?.value}${hour}`]).filter(Boolean);
    if (!input || !known.length || day.dataset.state === "cancelled") return;
    const open = known.filter((each) => each.state === "on_sale");
    const n = open.reduce((sum, each) => sum + (each.remaining ?? Infinity), 0);
    const few = open.length && isFew(n, Number(this.dataset.stock) * hours.length || undefined);
    const state = few ? "few" : open.length ? "on_sale" : (known.find((each) => each.state === "sold_out") ?? known[0]).state;
    day.dataset.state = state;
    input.disabled = ["ended", "closed"].includes(state);
    input.ariaLabel = `${dayOf(input.value)} ${say(`buy.state.${state === "not_yet" ? "soon" : state === "closed" ? "day_closed" : state}`, { n })}`;
    /** @type {HTMLElement} */ (day.querySelector("i")).textContent = say(`buy.marks.${state}`);
  }
}

customElements.define("session-calendar", SessionCalendar);
