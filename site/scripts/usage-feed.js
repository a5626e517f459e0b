// The usage feed: told by the stream, asked for again every 15 seconds, and silent while nobody looks.
import { address, ask, Unreachable } from "./service.js";

const EVERY = 15_000;

/**
 * @typedef {{issued: number, used: number, unused: number, no_show: number, cancelled: number, rate: number | null}} Count
 * @typedef {import("./localised.js").Localised} Localised
 * @typedef {Count & {id: string, name?: Localised}} TicketCount
 * @typedef {Count & {id: string, starts_at: string | null, capacity: number | null, tickets: TicketCount[], arrivals?: {at: string, used: number}[]}} SessionCount
 * @typedef {Count & {id: string, kind: string, face?: number | null, title: Localised, holders: number, sessions: SessionCount[]}} ItemCount
 * @typedef {{at: string, since?: string | null, items: ItemCount[], totals: Count}} Feed
 */

export class UsageFeed {
  /**
   * @param {(feed: Feed) => void} told
   * @param {(state: "live" | "paused" | "lost" | "sign-in") => void} became
   */
  constructor(told, became) {
    this.told = told;
    this.became = became;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.pause() : this.start()));
  }

  async start() {
    if (!(await this.refresh())) return;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.refresh(), EVERY);
    this.listen();
  }

  pause() {
    clearInterval(this.timer);
    this.stream?.close();
    this.stream = undefined;
    this.became("paused");
  }

  /** Ask now; the browser keeps the last answer and its ETag, so nothing new costs a 304. @returns {Promise<boolean>} signed in */
  async refresh() {
    try {
      const { status, data } = await ask("/api/usage");
      if (status === 401 || status === 403) {
        clearInterval(this.timer);
        this.became("sign-in");
        return false;
      }
      if (status < 400) this.tell(data);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.became("lost");
    }
    return true;
  }

  listen() {
    if (document.hidden || (this.stream && this.stream.readyState !== EventSource.CLOSED)) return;
    this.stream = new EventSource(address(`/api/usage/stream?lang=${document.documentElement.lang}`), { withCredentials: true });
    this.stream.addEventListener("usage", (event) => this.tell(JSON.parse(event.data)));
    this.stream.addEventListener("error", () => setTimeout(() => this.listen(), EVERY));
  }

  /** @param {Feed} feed */
  tell(feed) {
    this.told(feed);
    this.became("live");
  }
}
