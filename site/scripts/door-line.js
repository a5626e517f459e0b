// The line to the service: how long the door waits for it, whether it is there, and when it is tried again.
import { Unreachable, ask, jittered } from "./service.js";

/** Nobody at the door waits longer than this for an answer. Milliseconds. */
export const PATIENCE = 2000;
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 60;

/** Tells `up` and `down`. */
class Line extends EventTarget {
  up = navigator.onLine;
  pause = FIRST_PAUSE;
  /** @type {number | undefined} */
  timer = undefined;
  /** What is asked to see whether the service is back. @type {() => Promise<unknown>} */
  probe = async () => undefined;

  /**
   * Ask, and note whether there was an answer.
   * @param {string} path
   * @param {{method?: string, body?: unknown, headers?: Record<string, string>, patience?: number, empty?: boolean}} [options] `empty`: no JSON is meant
   */
  async ask(path, { patience = PATIENCE, empty = false, ...options } = {}) {
    try {
      const answer = await ask(path, { ...options, signal: AbortSignal.timeout(patience) });
      // A hotel's sign-in page, or an answer that broke off, is no answer of ours.
      if (!empty && answer.status !== 304 && answer.data === null) throw new Unreachable("no JSON");
      this.turn(true);
      return answer;
    } catch (error) {
      if (error instanceof Unreachable) this.turn(false);
      throw error;
    }
  }

  /** @param {boolean} up */
  turn(up) {
    const changed = up !== this.up;
    this.up = up;
    if (up) this.pause = FIRST_PAUSE;
    else this.wait();
    if (changed) this.dispatchEvent(new Event(up ? "up" : "down"));
  }

  /** Ask again later, ever later, and never all devices at the same instant. */
  wait() {
    if (this.timer !== undefined) return;
    this.timer = window.setTimeout(() => this.tryAgain(), jittered(this.pause));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** Now, because the device says that it is connected, or somebody asks for it. */
  async tryAgain() {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      await this.probe();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }
}

export const line = new Line();

addEventListener("online", () => line.tryAgain());
addEventListener("offline", () => line.turn(false));
document.addEventListener("visibilitychange", () => document.hidden || line.up || line.tryAgain());
