// Trying again by itself while the service is away: counts down in words, waits longer each time, can be hurried.
import { jittered } from "./service.js";
import { say } from "./words.js";

/** Seconds between the tries. */
const PAUSES = [3, 5, 8, 13, 20];

export class Retry {
  /** @param {HTMLElement} place where the words and the button appear */
  constructor(place) {
    this.place = place;
    this.tries = 0;
  }

  /** It worked, or the person asked anew. */
  reset() {
    clearTimeout(this.timer);
    this.tries = 0;
  }

  /**
   * Wait, then do it again.
   * @param {() => void} again
   */
  later(again) {
    clearTimeout(this.timer);
    const pause = PAUSES[Math.min(this.tries++, PAUSES.length - 1)];
    const once = () => {
      clearTimeout(this.timer);
      again();
    };
    this.count(Math.max(1, Math.round(jittered(pause) / 1000)), this.show(once), once);
  }

  /**
   * The words and 「今すぐ試す」; read out once, not every second.
   * @param {() => void} once
   */
  show(once) {
    const text = document.createElement("p");
    const now = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    now.textContent = say("cart.confirm.retry_now");
    now.addEventListener("click", once);
    this.place.hidden = false;
    this.place.replaceChildren(text, now);
    return text;
  }

  /**
   * @param {number} seconds
   * @param {HTMLElement} text
   * @param {() => void} once
   */
  count(seconds, text, once) {
    if (seconds <= 0) return once();
    text.textContent = say("common.busy", { seconds });
    this.timer = setTimeout(() => {
      text.ariaLive = "off";
      this.count(seconds - 1, text, once);
    }, 1000);
  }
}
