// <cancel-ticket>: the holder gives the ticket back. First what returns now and until when that holds, then the second press.
import { attempt } from "./attempt.js";
import { money, moment } from "./formats.js";
import { facts, part, put, slot } from "./slots.js";
import { say } from "./words.js";

/**
 * `until` is the first moment that no longer counts; people are told the last that does.
 * @typedef {{refund: number, fee: number, paid: number, method: string, until: string | null}} Terms
 */

class CancelTicket extends HTMLElement {
  connectedCallback() {
    slot(this, "open").addEventListener("click", () => this.open());
    slot(this, "keep").addEventListener("click", () => this.close());
    slot(this, "confirm").addEventListener("click", () => this.confirm());
  }

  async open() {
    slot(this, "open").setAttribute("aria-busy", "true");
    const { data, words } = await this.ask({ preview: true });
    slot(this, "open").removeAttribute("aria-busy");
    this.tell(words);
    if (!data) return;
    slot(this, "open").hidden = true;
    part(this, "ask").hidden = false;
    this.show(data);
    slot(this, "title").focus();
  }

  close() {
    this.tell("");
    part(this, "ask").hidden = true;
    slot(this, "open").hidden = false;
    slot(this, "open").focus();
  }

  /** @param {Terms} terms */
  show({ refund, fee, paid, method, until }) {
    this.refund = refund;
    const rows = /** @type {[string, string][]} */ ([["paid", paid], ["fee", fee], ["refund", refund]].map(([name, amount]) => [say(`ticket.cancel.${name}`), money(Number(amount))]));
    facts(slot(this, "facts"), paid ? rows : []);
    put(this, "until", until && paid ? say("ticket.cancel.until", { when: moment(new Date(Date.parse(until) - 1000)) }) : "");
    put(this, "how", refund ? say(`money.refund_time.${method}`) : paid ? say("ticket.cancel.nothing") : "");
  }

  async confirm() {
    slot(this, "confirm").setAttribute("aria-busy", "true");
    const { data, error, words } = await this.ask({ refund: this.refund });
    if (data) return location.reload(); // the service draws the cancelled ticket, without its QR
    slot(this, "confirm").removeAttribute("aria-busy");
    if (error?.code === "cancelled") return location.reload();
    if (error?.code === "refund_changed") await this.open();
    this.tell(error?.code === "refund_changed" ? say("ticket.cancel.changed") : words);
  }

  /** @param {{preview?: boolean, refund?: number}} body */
  ask(body) {
    return attempt(`${location.pathname}/cancel`, { method: "POST", body });
  }

  /** @param {string} words */
  tell(words) {
    slot(this, "said").textContent = words;
  }
}

customElements.define("cancel-ticket", CancelTicket);
