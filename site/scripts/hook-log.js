// <hook-log>: one receiver of webhooks, `#hook/H-…`: try it, pause it, change its secret, and what it was told.
import "./shown-once.js";
import { moment } from "./formats.js";
import { about, called, event, standing } from "./hook-words.js";
import { OwnerView } from "./owner-view.js";
import { twice } from "./second-look.js";
import { copy, part, put, slot } from "./slots.js";
import { say } from "./words.js";

/** How soon it is looked at again, in milliseconds: while something is under way, and else. */
const SOON = 1000;
const EVERY = 5000;

class HookLog extends OwnerView {
  #id = "";
  /** Where the page after what is shown begins. @type {string | null} */
  following = null;
  seen = "";

  get place() {
    return "hook";
  }

  get path() {
    return `/api/hooks/${encodeURIComponent(this.#id)}`;
  }

  connectedCallback() {
    slot(this, "test").addEventListener("click", () => this.act("/ping", "systems.hooks.tested"));
    slot(this, "pause").addEventListener("click", () => this.turn());
    slot(this, "more").addEventListener("click", () => this.more());
    slot(this, "log").addEventListener("click", (pressed) => this.again(pressed));
    twice(/** @type {HTMLButtonElement} */ (slot(this, "secret")), say("systems.hooks.secret_sure"), () => this.change());
    super.connectedCallback();
  }

  /** @param {string[]} parts */
  async show([id = ""]) {
    if (id !== this.#id) put(this, "done", "");
    this.#id = id;
    this.seen = ""; // the list begins anew
    await this.look();
  }

  leave() {
    clearTimeout(this.timer);
  }

  /** How it stands now, and the newest of its log; again and again until one leaves or goes back in time. */
  async look() {
    clearTimeout(this.timer);
    const { data } = await this.ask("/api/hooks");
    if (!data) return;
    const hook = data.hooks.find((/** @type {any} */ each) => each.id === this.#id);
    part(this, "unknown").hidden = Boolean(hook);
    part(this, "hook").hidden = !hook;
    if (!hook) return;
    this.stopped = Boolean(hook.stopped_at);
    slot(this, "name").textContent = called(hook);
    slot(this, "url").textContent = hook.url;
    slot(this, "note").textContent = ` / ${about(hook)}`;
    standing(slot(this, "state"), hook);
    slot(this, "pause").textContent = say(this.stopped ? "systems.hooks.resume" : "systems.hooks.pause");
    const told = await this.ask(`${this.path}/log`);
    if (told.data) this.fill(told.data, true);
    const going = (told.data?.deliveries ?? []).some((/** @type {any} */ each) => each.due_at && !each.error);
    if (!this.hidden) this.timer = setTimeout(() => this.look(), going ? SOON : EVERY);
  }

  /** @param {{deliveries: any[], next: string | null}} log @param {boolean} anew */
  fill({ deliveries, next }, anew) {
    const seen = JSON.stringify(deliveries);
    if (anew && seen === this.seen) return; // nothing new: what is unfolded stays so
    [this.seen, this.following] = [seen, next];
    slot(this, "more").hidden = !next;
    if (anew) part(this, "none").hidden = deliveries.length > 0;
    if (anew) slot(this, "log").replaceChildren();
    slot(this, "log").append(...deliveries.map((each) => this.row(each)));
  }

  /** @param {any} told */
  row(told) {
    const row = copy(this, "row");
    slot(row, "at").textContent = moment(told.at);
    slot(row, "what").textContent = event(told.type);
    const state = told.delivered_at ? "good" : told.due_at ? "waiting" : "lost";
    slot(row, "state").dataset.state = state;
    slot(row, "state").textContent = { good: say("systems.hooks.arrived"), lost: say("systems.hooks.lost"), waiting: told.error ? say("systems.hooks.due", { time: moment(told.due_at) }) : say("systems.hooks.soon") }[state];
    const answer = told.status ? say("systems.hooks.answered", { status: told.status }) : told.error ? say("systems.hooks.no_answer") : "";
    slot(row, "how").textContent = [told.subject, told.attempts ? say("systems.hooks.tries", { n: told.attempts }) : "", answer].filter(Boolean).join(" / ");
    slot(row, "data").textContent = JSON.stringify(told.data, null, 2);
    const again = slot(row, "again");
    again.dataset.event = told.id;
    again.setAttribute("aria-label", `${slot(row, "what").textContent} ${moment(told.at)} ${again.textContent}`);
    again.hidden = state === "waiting" || Boolean(this.stopped);
    return row;
  }

  async more() {
    clearTimeout(this.timer);
    const { data } = await this.ask(`${this.path}/log?after=${this.following}`);
    if (data) this.fill(data, false);
  }

  /** @param {Event} pressed */
  async again(pressed) {
    const id = /** @type {HTMLElement} */ (pressed.target).closest("button")?.dataset.event;
    if (id) await this.act("/replay", "systems.hooks.resent", { id });
  }

  turn() {
    const stopped = this.stopped;
    return this.act(stopped ? "/start" : "", stopped ? "systems.hooks.resumed" : "systems.hooks.paused", {}, stopped ? "POST" : "DELETE");
  }

  async change() {
    const { data } = await this.ask(`${this.path}/secret`, { method: "POST", body: {} });
    if (data) /** @type {any} */ (this.querySelector("shown-once")).show(say("systems.hooks.secret_changed"), data.secret);
  }

  /** @param {string} path @param {string} words when it worked @param {object} [body] @param {string} [method] */
  async act(path, words, body = {}, method = "POST") {
    const answer = await this.ask(`${this.path}${path}`, { method, body: method === "POST" ? body : undefined });
    put(this, "done", answer.words ? "" : say(words));
    if (!answer.words) await this.look();
  }
}

customElements.define("hook-log", HookLog);
