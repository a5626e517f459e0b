// <take-offer>: the links of a waiting mail. `#offer=TOKEN` puts the units kept for this fan into the cart and says until when;
// `#leave=TOKEN` asks once, then gives the place in the line up.
import { attempt } from "./attempt.js";
import { put as fill } from "./cart-store.js";
import { moment } from "./formats.js";
import { dress } from "./late-style.js";
import { slot } from "./slots.js";
import { say, sayOf } from "./words.js";

class TakeOffer extends HTMLElement {
  connectedCallback() {
    dress("waiting.css");
    const asked = new URLSearchParams(location.hash.slice(1));
    this.token = asked.get("offer") ?? asked.get("leave") ?? "";
    slot(this, "leave").addEventListener("click", () => this.leave());
    if (asked.has("leave")) this.show("leave", say("buy.offer.leave_text"));
    else if (this.token) this.look();
  }

  get path() {
    return `/api/offers/${encodeURIComponent(this.token ?? "")}`;
  }

  async look() {
    const { data, error, words } = await attempt(this.path);
    if (data?.state === "open") await this.take(data);
    else if (data) this.show(data.state, say(`buy.offer.${data.state}_text`));
    else this.show(error ? "over" : "failed", error ? say("buy.offer.over_text") : words);
  }

  /** @param {{item: string, session: string | null, ticket: string | null, quantity: number, until: string}} offer */
  async take({ item, session, ticket, quantity, until }) {
    const line = { item, session: session || null, ticket: ticket || null, quantity, price: await price(item, ticket) };
    fill([{ ...line, offer: { token: this.token ?? "", quantity, until } }]);
    this.show("open", sayOf("buy.offer.open_text", this.dataset.kind, { n: quantity, until: moment(until) }));
  }

  async leave() {
    const { words } = await attempt(this.path, { method: "DELETE" });
    if (words) slot(this, "text").textContent = words;
    else this.show("left", say("buy.offer.left_text"));
  }

  /** @param {string} state @param {string} text */
  show(state, text) {
    this.dataset.state = state;
    slot(this, "title").textContent = say(`buy.offer.${state}`);
    slot(this, "text").textContent = text;
    slot(this, "cart").hidden = state !== "open";
    slot(this, "leave").hidden = state !== "leave";
    this.hidden = false;
    this.scrollIntoView({ block: "center" });
  }
}

/** The price as the catalogue has it; the service compares it with its own. @param {string} item @param {string | null} ticket */
async function price(item, ticket) {
  const { catalogue } = await import("./goods.js");
  const found = (await catalogue()).items.find((/** @type {any} */ each) => each.id === item);
  return found?.tickets?.find((/** @type {any} */ each) => each.id === ticket)?.price ?? found?.price ?? 0;
}

customElements.define("take-offer", TakeOffer);
