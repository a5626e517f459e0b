// <item-shelf>: the list of passes (回数券) or of coupons (クーポン), each with its holders, its uses and what can be done.
import { money } from "./formats.js";
import { local } from "./localised.js";
import { OwnerView } from "./owner-view.js";
import { copy, part, slot } from "./slots.js";
import { kindWord } from "./usage-view.js";
import { say } from "./words.js";

const whole = new Intl.NumberFormat(document.documentElement.lang);
const KINDS = /** @type {Record<string, string[]>} */ ({ passes: ["pass", "voucher"], coupons: ["coupon"] });

class ItemShelf extends OwnerView {
  get place() {
    return this.dataset.screen ?? "";
  }

  connectedCallback() {
    slot(this, "copy").addEventListener("click", () => this.copy());
    slot(this, "new").addEventListener("click", () => this.unfold());
    super.connectedCallback();
  }

  async show() {
    const { data } = await this.ask("/api/items");
    if (!data) return;
    const items = data.items.filter((/** @type {any} */ item) => KINDS[this.place].includes(item.kind));
    part(this, "none").hidden = items.length > 0;
    slot(this, "items").replaceChildren(...items.map((/** @type {any} */ item) => this.row(item)));
  }

  /** @param {any} item */
  row(item) {
    const row = copy(this, "row");
    const id = encodeURIComponent(item.id);
    const words = {
      title: local(item.title),
      note: [kindWord(item), item.archived ? say("owner.shelf.archived") : "", item.share && item.share !== "no" ? say(`owner.shelf.share_${item.share}`) : ""].filter(Boolean).join(" / "),
      holders: say("owner.shelf.people", { n: item.holders }),
      used: whole.format(item.used),
      left: whole.format(item.unused - item.no_show),
      expired: whole.format(item.no_show),
      sales: money(item.sales),
      shares: whole.format(item.shares),
    };
    for (const [name, text] of Object.entries(words)) for (const place of row.querySelectorAll(`[data-slot="${name}"]`)) place.textContent = text;
    const links = { holders: `#holders/${id}`, uses: `#uses?item=${id}`, issue: `#issue/${id}`, send: `#send/${id}` };
    for (const [name, href] of Object.entries(links)) row.querySelector(`a[data-link="${name}"]`)?.setAttribute("href", href);
    row.querySelector("a[data-link=holders]")?.setAttribute("aria-label", say("owner.shelf.holders_of", { title: words.title, n: item.holders }));
    return row;
  }

  /** The pattern of a new one, to be pasted into a file. */
  unfold() {
    const open = part(this, "pattern").hidden;
    part(this, "pattern").hidden = !open;
    slot(this, "new").setAttribute("aria-expanded", String(open));
    if (open) part(this, "pattern").querySelector("h2")?.focus();
  }

  async copy() {
    const text = this.querySelector("pre")?.textContent ?? "";
    const worked = await navigator.clipboard.writeText(text).then(() => true, () => false);
    slot(this, "copied").textContent = say(worked ? "owner.shelf.copied" : "owner.shelf.copy_by_hand");
    if (!worked) getSelection()?.selectAllChildren(/** @type {Node} */ (this.querySelector("pre")));
  }
}

customElements.define("item-shelf", ItemShelf);
