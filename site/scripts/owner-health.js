// <owner-health>: 状態, asked for again every half minute while it is looked at.
import { moment } from "./formats.js";
import { OwnerView } from "./owner-view.js";
import { copy, put, slot } from "./slots.js";
import { say } from "./words.js";

const EVERY = 30_000;
/** @type {Record<string, string>} */
const MARKS = { good: "✓", warning: "!", bad: "✕" };

class OwnerHealth extends OwnerView {
  /** @type {number | undefined} */
  #timer;

  get place() {
    return "health";
  }

  connectedCallback() {
    slot(this, "again").addEventListener("click", () => this.show());
    super.connectedCallback();
  }

  async show() {
    clearTimeout(this.#timer);
    const { data } = await this.ask(`/api/health?lang=${document.documentElement.lang}`);
    if (data) {
      put(this, "at", say("usage.updated", { time: moment(data.at) }));
      const wrong = data.checks.filter((/** @type {any} */ each) => each.level !== "good");
      put(this, "sum", wrong.length ? say("health.look", { n: wrong.length }) : say("health.fine"));
      slot(this, "sum").dataset.level = wrong.some((/** @type {any} */ each) => each.level === "bad") ? "bad" : wrong.length ? "warning" : "good";
      slot(this, "checks").replaceChildren(...data.checks.map((/** @type {any} */ each) => this.line(each)));
    }
    if (!this.hidden) this.#timer = setTimeout(() => this.show(), EVERY);
  }

  leave() {
    clearTimeout(this.#timer);
  }

  /** @param {{code: string, level: string, message: string}} check */
  line(check) {
    const line = copy(this, "check");
    line.dataset.level = check.level;
    slot(line, "mark").textContent = MARKS[check.level];
    slot(line, "name").textContent = say(`health.name.${check.code}`);
    slot(line, "level").textContent = say(`health.level.${check.level}`);
    slot(line, "message").textContent = check.message;
    slot(line, "data").hidden = check.code !== "backup" || check.level === "good";
    return line;
  }
}

customElements.define("owner-health", OwnerHealth);
