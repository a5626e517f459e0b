// <door-beside>: what is done beside stamping: sell at the door, note cash given back, send the ticket again.
import { attempt } from "./attempt.js";
import { SaleForm } from "./door-sale.js";
import { money } from "./formats.js";
import { fresh } from "./nonce.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

/** @typedef {import("./door-verdict.js").Ticket} Ticket */

class DoorBeside extends HTMLElement {
  connectedCallback() {
    this.sale = new SaleForm(this.dialog("sale"), (detail) => this.sold(detail));
    const desk = this.closest("door-desk");
    desk?.addEventListener("shown", () => this.said(""));
    desk?.addEventListener("beside", (event) => this.about(/** @type {CustomEvent} */ (event).detail));
    desk?.addEventListener("sell", (event) => this.sale?.open(null, this.sessions, /** @type {CustomEvent} */ (event).detail.name));
    this.querySelector("[data-sell]")?.addEventListener("click", () => this.ticket && this.sale?.open(this.ticket, this.sessions));
    this.querySelector("[data-memo]")?.addEventListener("click", () => this.openMemo());
    this.querySelector("[data-resend]")?.addEventListener("click", () => this.resend());
    const memo = this.dialog("memo");
    memo.querySelector("form")?.addEventListener("submit", (event) => this.note(event));
    this.querySelectorAll("[data-close]").forEach((button) => button.addEventListener("click", () => button.closest("dialog")?.close()));
  }

  /** What is on, from the house count. @returns {import("./door-house.js").House[]} */
  get sessions() {
    return /** @type {any} */ (document.querySelector("door-house"))?.sessions ?? [];
  }

  /** @param {string} name */
  dialog(name) {
    return /** @type {HTMLDialogElement} */ (part(this, name));
  }

  /** @param {Ticket | null} ticket that the panel shows */
  about(ticket) {
    this.ticket = ticket;
    slot(this, "actions").hidden = !ticket?.id;
  }

  openMemo() {
    this.nonce = fresh();
    put(this, "memo-said", "");
    this.dialog("memo").showModal();
  }

  /** A memo only: no money moves, and no total changes (S4-33). @param {Event} event */
  async note(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const fields = new FormData(form);
    const amount = Number(String(fields.get("amount")).normalize("NFKC").replace(/[,円¥\s]/g, ""));
    const body = { ticket: this.ticket?.id, amount, note: fields.get("note") ?? "", nonce: this.nonce };
    const { words } = await attempt("/api/door/memos", { method: "POST", body });
    put(this, "memo-said", words);
    if (words) return;
    form.reset();
    this.dialog("memo").close();
    this.said(say("desk.memo.done", { amount: money(amount) }), "good");
  }

  async resend() {
    const { words } = await attempt("/api/door/resend", { method: "POST", body: { ticket: this.ticket?.id } });
    this.said(words || say("desk.resend.done"), words ? "bad" : "good");
  }

  /** @param {{ticket: Ticket, words: string}} sold */
  sold({ ticket, words }) {
    this.dispatchEvent(new CustomEvent("sold", { bubbles: true }));
    this.dispatchEvent(new CustomEvent("code", { bubbles: true, detail: { six_digit: ticket.six_digit, by: "sale" } }));
    setTimeout(() => this.said(words, "good"), 400);
  }

  /** @param {string} words @param {string} [tone] */
  said(words, tone = "bad") {
    slot(this, "said").dataset.tone = tone;
    put(this, "said", words);
  }
}

customElements.define("door-beside", DoorBeside);
