// <confirm-order>: the six items per line, name and e-mail, one button; keeps trying while the service is away.
import { lines, ordered, watch } from "./cart-store.js";
import { showMoney } from "./formats.js";
import { catalogue, goods } from "./goods.js";
import { forget, nonce } from "./nonce.js";
import { complete, mark, order } from "./order-form.js";
import { Retry } from "./retry.js";
import { Unreachable, ask, here } from "./service.js";
import { fill } from "./six-items.js";
import { offer } from "./verdict-words.js";
import { say } from "./words.js";

class ConfirmOrder extends HTMLElement {
  async connectedCallback() {
    this.retry = new Retry(this.slot("said"));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("input", (event) => mark(this.form, /** @type {HTMLInputElement} */ (event.target).name, ""));
    window.addEventListener("pageshow", (event) => event.persisted && this.busy(false));
    watch(() => this.show());
    await this.show();
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  async show() {
    const kept = lines();
    this.part("full").hidden = !kept.length;
    this.part("empty").hidden = Boolean(kept.length);
    if (!kept.length) return;
    const total = kept.reduce((sum, line) => sum + line.price * line.quantity, 0);
    if (total) showMoney(this.slot("total"), total, say("common.tax_included"));
    else this.slot("total").textContent = say("cart.confirm.nothing_to_pay");
    this.slot("place").textContent = say(total ? "cart.confirm.place" : "cart.confirm.place_free");
    this.slot("after").textContent = say(total ? "cart.confirm.after" : "cart.confirm.after_free");
    await this.showLines(kept, !total).catch(() => this.retry?.later(() => this.show()));
  }

  /** @param {import("./cart-store.js").Line[]} kept @param {boolean} free */
  async showLines(kept, free) {
    const shelf = (this.shelf ??= await catalogue());
    const contact = this.dataset.contact ?? "";
    const articles = kept.map((line) => ({ article: this.article(), line, thing: goods(shelf, line) }));
    const asked = await Promise.all(articles.map(({ article, thing }) => thing && fill(article, thing, { contact, free })));
    this.part("conditions").hidden = !asked.some(Boolean);
    this.slot("lines").replaceChildren(...articles.map((each) => each.article));
    this.articles = articles;
    for (const { article, line, thing } of articles) {
      if (!thing) offer(this.errorOf(article), { code: "gone", quantity: 0 }, line);
    }
    this.quiet();
  }

  article() {
    const template = /** @type {HTMLTemplateElement} */ (this.part("line"));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    return /** @type {HTMLElement} */ (copy.firstElementChild);
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    if (this.working || !complete(this.form)) return;
    this.quiet();
    this.send();
  }

  async send() {
    const body = order(this.form);
    this.busy(true);
    try {
      const wanted = { ...body, nonce: nonce(JSON.stringify(body)) };
      const { status, data } = await ask("/api/checkout", { method: "POST", body: wanted });
      if (status === 201 || status === 200) return this.go(data);
      this.refuse(data?.error ?? { code: "server_error", message: "" });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.retry?.later(() => this.send());
    }
  }

  /** On to the payment, or for ¥0 to the thanks. @param {{order: string, url: string}} answer */
  go({ order: secret, url }) {
    ordered(secret);
    location.assign(url.startsWith("/thanks/") ? here(url) : url);
  }

  /** Say it where it belongs, with what can be done. @param {import("./service.js").Refusal} error */
  refuse(error) {
    if (error.code !== "payments_unavailable") forget(); // the same order may still go through
    this.busy(false);
    this.quiet();
    const words = error.message || say("cart.confirm.failed");
    const number = error.line ?? /^lines\[(\d+)\]/.exec(error.field ?? "")?.[1];
    const at = number === undefined ? undefined : this.articles?.[Number(number)];
    const field = /** @type {HTMLElement | null} */ (error.field && !at ? this.form.elements.namedItem(error.field) : null);
    if (at) this.refuseLine(at, error, words);
    else if (field) mark(this.form, error.field ?? "", words);
    else this.tell(words);
    field?.focus();
  }

  /**
   * @param {{article: HTMLElement, line: import("./cart-store.js").Line}} at
   * @param {import("./service.js").Refusal} error
   * @param {string} words
   */
  refuseLine({ article, line }, error, words) {
    const verdict = { code: error.code, quantity: error.remaining ?? error.limit ?? 0, price: error.price };
    offer(this.errorOf(article), verdict, line, words);
    article.scrollIntoView({ block: "center" });
  }

  /** @param {boolean} working */
  busy(working) {
    this.working = working;
    this.slot("place").setAttribute("aria-busy", String(working));
  }

  /** @param {string} words */
  tell(words) {
    this.slot("said").hidden = false;
    this.slot("said").replaceChildren(words);
  }

  quiet() {
    this.retry?.reset();
    this.slot("said").hidden = true;
    this.slot("said").replaceChildren();
  }

  /** @param {HTMLElement} article @returns {HTMLElement} */
  errorOf(article) {
    return /** @type {HTMLElement} */ (article.querySelector("[data-slot=error]"));
  }

  /** @param {string} name @returns {HTMLElement} */
  slot(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-slot=${name}]`));
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part=${name}]`));
  }
}

customElements.define("confirm-order", ConfirmOrder);
