// <public-counts item>: the numbers an event shows to everybody, of the dates to come together; asked for now and then.
import { Unreachable, ask } from "./service.js";
import { say } from "./words.js";

const EVERY = 30_000;

class PublicCounts extends HTMLElement {
  connectedCallback() {
    this.look();
    this.timer = setInterval(() => document.hidden || this.look(), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async look() {
    try {
      const { status, data } = await ask(`/api/counts/${encodeURIComponent(this.getAttribute("item") ?? "")}`);
      if (status === 200) this.show(data.sessions);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }

  /** @param {{starts_at: string, remaining: number | null, issued?: number, used?: number}[]} sessions */
  show(sessions) {
    const day = Date.now() - 86_400_000; // a date counts until the day after it began
    const coming = sessions.filter(({ starts_at }) => Date.parse(starts_at) > day);
    const sum = (/** @type {"remaining" | "issued" | "used"} */ name) => coming.reduce((n, each) => n + (each[name] ?? 0), 0);
    const limited = coming.length > 0 && coming.every(({ remaining }) => remaining !== null);
    const told = coming.some(({ issued }) => issued !== undefined);
    const parts = [limited ? say("counts.left", { n: sum("remaining") }) : "", told ? say("counts.issued", { n: sum("issued") }) : "", sum("used") ? say("counts.used", { n: sum("used") }) : ""];
    this.textContent = parts.filter(Boolean).join(" / ");
    this.hidden = !this.textContent;
  }
}

customElements.define("public-counts", PublicCounts);
