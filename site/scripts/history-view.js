// A history of the owner: filters that stand in the address, rows page by page, and the same rows as CSV.
import { catalogue, local } from "./goods.js";
import { OwnerView, place } from "./owner-view.js";
import { address } from "./service.js";
import { part, slot } from "./slots.js";
import { say } from "./words.js";

const { lang } = document.documentElement;

/** A table that is laid out in blocks on a phone stays one for screen readers. */
const ROLES = [["rowgroup", "thead, tbody"], ["row", "tr"], ["columnheader", "th"]];

export class HistoryView extends OwnerView {
  get place() {
    return this.dataset.screen ?? "";
  }

  /** The name of the list in the service's address and answer. */
  get source() {
    return this.dataset.source ?? this.place;
  }

  get form() {
    return /** @type {HTMLFormElement | null} */ (this.querySelector("form.filter"));
  }

  connectedCallback() {
    this.form?.addEventListener("submit", (event) => (event.preventDefault(), this.search()));
    this.form?.addEventListener("change", () => this.search());
    slot(this, "more").addEventListener("click", () => this.more());
    for (const [role, tags] of ROLES) for (const each of part(this, "ledger").querySelectorAll(tags)) each.setAttribute("role", role);
    part(this, "ledger").setAttribute("role", "table");
    super.connectedCallback();
  }

  /** What is asked for besides the form: an item in the path, say. @param {string[]} _parts @param {URLSearchParams} query */
  wanted(_parts, query) {
    return query;
  }

  /** @param {string[]} parts @param {URLSearchParams} query */
  async show(parts, query) {
    this.set("input", query); // before anybody can type
    await this.choices();
    this.set("select", query);
    this.asked = this.wanted(parts, query);
    this.links(query);
    const csv = new URLSearchParams(this.asked);
    csv.set("lang", lang);
    slot(this, "csv").setAttribute("href", address(`/api/${this.source}.csv?${csv}`));
    const { data } = await this.ask(`/api/${this.source}?${this.asked}`);
    if (!data) return;
    slot(this, "rows").replaceChildren();
    this.fill(data);
  }

  /** @param {string} kind of fields @param {URLSearchParams} query */
  set(kind, query) {
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll(`.filter ${kind}`))) {
      if (field.type === "checkbox") field.checked = query.has(field.name);
      else field.value = query.get(field.name) ?? "";
    }
  }

  /** Links that keep the filters, such as the other tab. @param {URLSearchParams} query */
  links(query) {
    for (const link of this.querySelectorAll("a[data-keep]")) {
      const kept = new URLSearchParams(query);
      kept.delete("each");
      link.setAttribute("href", `#${/** @type {HTMLElement} */ (link).dataset.keep}${String(kept) && `?${kept}`}`);
    }
  }

  /** The items to choose from, once. */
  async choices() {
    const choice = /** @type {HTMLSelectElement | null} */ (this.querySelector("select[name=item]"));
    if (!choice || choice.options.length > 1) return;
    const shelf = await catalogue().catch(() => ({ items: [] }));
    choice.append(...shelf.items.map((/** @type {any} */ item) => new Option(local(item.title), item.id)));
  }

  search() {
    const given = [...new FormData(/** @type {HTMLFormElement} */ (this.form))].map(([name, value]) => [name, String(value).trim()]);
    const wanted = new URLSearchParams(given.filter(([, value]) => value));
    for (const [name, value] of place().query) if (!this.form?.elements.namedItem(name)) wanted.set(name, value);
    const path = [place().name, ...place().parts.map(encodeURIComponent)].join("/");
    location.hash = `#${path}${String(wanted) && `?${wanted}`}`;
  }

  async more() {
    const wanted = new URLSearchParams(this.asked);
    wanted.set("after", this.next ?? "");
    const { data } = await this.ask(`/api/${this.source}?${wanted}`);
    if (!data) return;
    const first = slot(this, "rows").children.length;
    this.fill(data);
    const row = /** @type {HTMLElement | undefined} */ (slot(this, "rows").children[first]);
    row?.setAttribute("tabindex", "-1");
    row?.focus();
  }

  /** @param {any} answer */
  fill(answer) {
    slot(this, "rows").append(...answer[this.source].flatMap((/** @type {any} */ each) => this.rows(each)));
    const n = slot(this, "rows").querySelectorAll(":scope > tr:not(.ledger-more)").length;
    this.next = answer.next;
    slot(this, "more").hidden = !answer.next;
    part(this, "none").hidden = n > 0;
    part(this, "ledger").hidden = !n;
    slot(this, "count").textContent = n ? say("history.shown", { n }) : "";
  }

  /** The table rows of one entry. @param {any} _entry @returns {HTMLElement[]} */
  rows(_entry) {
    return [];
  }

  /** A row of the ledger; each cell repeats the head of its column for narrow screens. @param {(string | Node)[]} cells */
  line(cells) {
    const row = document.createElement("tr");
    row.setAttribute("role", "row");
    const heads = [...part(this, "ledger").querySelectorAll("thead th")];
    row.append(...cells.map((words, n) => {
      const cell = document.createElement("td");
      cell.setAttribute("role", "cell");
      cell.dataset.label = heads[n]?.textContent ?? "";
      cell.dataset.name = /** @type {HTMLElement} */ (heads[n])?.dataset.name ?? "";
      if (typeof words === "string" && (words === "" || words === "—")) cell.classList.add("is-empty");
      cell.append(words || "—");
      return cell;
    }));
    return row;
  }
}

/** A link as a cell. @param {string} words @param {string} href */
export function link(words, href) {
  return Object.assign(document.createElement("a"), { textContent: words, href });
}

/** A name as a person reads it: their name, else their address, else that there is none. @param {{customer?: string, name?: string, email: string}} who */
export function called({ customer, name, email }) {
  return customer || name || email || say("history.no_name");
}
