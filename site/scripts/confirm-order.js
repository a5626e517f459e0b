// <confirm-order>: the six items per line, name and e-mail, one button; keeps trying while the service is away.
import "./coupon-code.js";
import { lines, ordered, watch } from "./cart-store.js";
import { catalogue, goods } from "./goods.js";
import { forget, nonce } from "./nonce.js";
import { complete, mark, order, place } from "./order-form.js";
import { preview, takesKonbini } from "./order-preview.js";
import { showSum } from "./order-sum.js";
import { Retry } from "./retry.js";
import { Unreachable, ask, here } from "./service.js";
import { fill } from "./six-items.js";
import { copy, part, slot } from "./slots.js";
import { offer } from "./verdict-words.js";
import { say } from "./words.js";

class ConfirmOrder extends HTMLElement {
  async connectedCallback() {
    this.retry = new Retry(slot(this, "said"));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("input", (event) => mark(this.form, /** @type {HTMLInputElement} */ (event.target).name, ""));
    this.addEventListener("coupon", () => this.reckon());
    window.addEventListener("pageshow", (event) => event.persisted && this.busy(false));
    watch(() => this.show());
    await this.show();
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get coupon() {
    return /** @type {any} */ (this.querySelector("coupon-code"));
  }

  async show() {
    const kept = lines();
    part(this, "full").hidden = !kept.length;
    part(this, "empty").hidden = Boolean(kept.length);
    if (!kept.length) return;
    showSum(this, kept, null);
    const { told } = await preview(this.form, this.coupon.applied);
    showSum(this, kept, told);
    await this.showLines(kept, told).catch(() => this.retry?.later(() => this.show()));
  }

  /** @param {import("./cart-store.js").Line[]} kept @param {import("./order-preview.js").Told | null} told */
  async showLines(kept, told) {
    const shelf = (this.shelf ??= await catalogue());
    this.coupon.hidden = !shelf.items.some((/** @type {any} */ item) => item.takes_code);
    const articles = kept.map((line) => ({ article: copy(this, "line"), line, thing: goods(shelf, line) }));
    const free = (told?.total ?? kept.reduce((sum, line) => sum + line.price, 0)) === 0;
    const konbini = takesKonbini(articles.map(({ thing }) => thing), told);
    const whole = { contact: this.dataset.contact ?? "", free, konbini, until: told?.konbini_until ?? null };
    const asked = await Promise.all(articles.map(({ article, thing }) => thing && fill(article, thing, whole)));
    part(this, "conditions").hidden = !asked.some(Boolean);
    slot(this, "lines").replaceChildren(...articles.map((each) => each.article));
    this.articles = articles;
    for (const { article, line, thing } of articles) {
      if (!thing) offer(slot(article, "error"), { code: "gone", quantity: 0 }, line);
    }
    this.quiet();
  }

  /** With a code: the new total, or beside the field why not. Says whether the code was taken. */
  async reckon() {
    const { told, error, words } = await preview(this.form, this.coupon.applied);
    const other = error && !error.code.startsWith("coupon_");
    this.coupon.answer(told, other || told ? "" : error ? words : say("cart.confirm.coupon_failed"));
    showSum(this, lines(), told);
    if (other) this.refuse(error);
    return Boolean(told);
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    if (this.working || !complete(this.form)) return;
    this.quiet();
    if (!this.coupon.hidden && this.coupon.open) return this.settleCoupon();
    this.send();
  }

  /** A code that nobody applied: nobody orders at a total they have not seen. */
  async settleCoupon() {
    this.coupon.applied = this.coupon.input.value.trim();
    if (await this.reckon()) this.tell(say("cart.confirm.coupon_check"));
  }

  async send() {
    const body = order(this.form);
    this.busy(true);
    try {
      const post = (/** @type {Record<string, unknown>} */ wanted) => ask("/api/checkout", { method: "POST", body: wanted });
      const { status, data } = await place(post, { ...body, nonce: nonce(JSON.stringify(body)) });
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
    const at = error.code === "offer_over" ? this.articles?.find(({ line }) => line.offer) : number === undefined ? undefined : this.articles?.[Number(number)];
    const field = /** @type {HTMLElement | null} */ (error.field && !at ? this.form.elements.namedItem(error.field) : null);
    if (at) this.refuseLine(at, error, words);
    else if (field) mark(this.form, error.field ?? "", words);
    else this.tell(words);
    field?.focus();
  }

  /**
   * @param {{article: HTMLElement, line: import("./cart-store.js").Line, thing: import("./goods.js").Goods | null}} at
   * @param {import("./service.js").Refusal} error
   * @param {string} words
   */
  refuseLine({ article, line, thing }, error, words) {
    const verdict = { code: error.code, quantity: error.remaining ?? error.limit ?? 0, price: error.price, path: thing?.path, kind: thing?.item.kind };
    offer(slot(article, "error"), verdict, line, words);
    article.scrollIntoView({ block: "center" });
  }

  /** @param {boolean} working */
  busy(working) {
    this.working = working;
    slot(this, "place").setAttribute("aria-busy", String(working));
  }

  /** @param {string} words */
  tell(words) {
    slot(this, "said").hidden = false;
    slot(this, "said").replaceChildren(words);
  }

  quiet() {
    this.retry?.reset();
    slot(this, "said").hidden = true;
    slot(this, "said").replaceChildren();
  }
}

customElements.define("confirm-order", ConfirmOrder);
