// <call-off-run>: one event being called off: how far it is, when the money leaves, the brake until then, and what failed.
import { clock, moment, money } from "./formats.js";
import { local } from "./localised.js";
import { named } from "./order-words.js";
import { OwnerView } from "./owner-view.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

const OFTEN = 2000;
const MOVING = ["running", "waiting", "refunding"];

class CallOffRun extends OwnerView {
  get place() {
    return "called-off";
  }

  connectedCallback() {
    slot(this, "stop").addEventListener("click", () => this.sure(true));
    slot(this, "keep").addEventListener("click", () => this.sure(false));
    slot(this, "stop-sure").addEventListener("click", () => this.act("stop", "stop-sure"));
    slot(this, "retry").addEventListener("click", () => this.act("retry", "retry"));
    document.addEventListener("visibilitychange", () => document.hidden || this.hidden || this.look());
    super.connectedCallback();
  }

  /** @param {string[]} parts */
  async show([id]) {
    this.id = id;
    this.sure(false, false);
    await this.look();
  }

  leave() {
    clearTimeout(this.timer);
  }

  async look() {
    clearTimeout(this.timer);
    const { data, status } = await this.ask(`/api/cancellations/${encodeURIComponent(this.id)}`);
    part(this, "run").hidden = !data && status === 404;
    part(this, "unknown").hidden = status !== 404;
    if (data) this.fill(data);
    const going = !data || MOVING.includes(data.state);
    if (going && status !== 404 && !document.hidden && !this.hidden) this.timer = setTimeout(() => this.look(), OFTEN);
  }

  /** @param {any} run */
  fill(run) {
    this.dataset.state = run.state;
    slot(this, "title").textContent = local(run.title);
    slot(this, "when").textContent = run.starts_at ? moment(run.starts_at) : say("orders.call.all");
    put(this, "state", named("run_state", run.state));
    this.bar("orders", run.cancelled, run.tickets, say("orders.run.cancelled", { n: run.cancelled, total: run.tickets }));
    this.bar("money", run.refunded, run.refund, say("orders.run.refunded", { amount: money(run.refunded), total: money(run.refund) }));
    part(this, "money").hidden = !run.refund || run.state === "stopped";
    const early = ["running", "waiting"].includes(run.state) && run.refund_at;
    put(this, "starts", early && run.refund ? this.starts(run) : "");
    part(this, "brake").hidden = !early;
    this.failures(run);
  }

  /** When the first money leaves, and how long that is by the service's clock. @param {any} run */
  starts({ refund_at: at, now }) {
    const minutes = now ? Math.ceil((Date.parse(at) - Date.parse(now)) / 60_000) : 0;
    return say(`orders.run.${minutes > 0 ? "starts_in" : "starts"}`, { time: clock(at), minutes: say("orders.run.minutes", { n: minutes }) });
  }

  /** @param {string} name @param {number} done @param {number} all @param {string} words */
  bar(name, done, all, words) {
    const bar = /** @type {HTMLProgressElement} */ (slot(this, `${name}-bar`));
    bar.max = Math.max(1, all);
    bar.value = all ? done : 1;
    slot(this, `${name}-words`).textContent = words;
  }

  /** @param {any} run */
  failures({ failed, state }) {
    part(this, "failed").hidden = !failed.length;
    put(this, "none-failed", state === "done" && !failed.length ? say("orders.run.none_failed") : "");
    slot(this, "failed").replaceChildren(...failed.map((/** @type {any} */ each) => {
      const row = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: `#order/${encodeURIComponent(each.order)}`, textContent: each.order });
      row.append(link, Object.assign(document.createElement("span"), { textContent: money(each.amount) }), Object.assign(document.createElement("small"), { textContent: each.error ?? "" }));
      return row;
    }));
  }

  /** The second look before the brake. @param {boolean} open @param {boolean} [moved] */
  sure(open, moved = true) {
    part(this, "stopping").hidden = !open;
    slot(this, "stop").hidden = open;
    if (moved) slot(this, open ? "keep" : "stop").focus();
  }

  /** @param {"stop" | "retry"} what @param {string} pressed */
  async act(what, pressed) {
    slot(this, pressed).setAttribute("aria-busy", "true");
    const { data, words } = await this.ask(`/api/cancellations/${encodeURIComponent(this.id)}/${what}`, { method: "POST", body: {} });
    slot(this, pressed).removeAttribute("aria-busy");
    this.sure(false, false);
    if (what === "retry" && data) put(this, "retried", say("orders.run.retried"));
    if (!words) await this.look();
    this.focusHeading();
  }
}

customElements.define("call-off-run", CallOffRun);
