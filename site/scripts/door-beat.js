// What a device says of itself to the lead's screen: how much waits on it, and how far its clock is off.
import * as acts from "./door-acts.js";
import { ahead } from "./door-clock.js";
import { line } from "./door-line.js";

/** Said again after so long, though nothing changed. Milliseconds. */
const EVERY = 60_000;

let last = { words: "", at: -EVERY };

export async function beat() {
  const body = { unsent: acts.waiting().length, offset: -Math.round(ahead() / 1000) };
  const words = JSON.stringify(body);
  if (words === last.words && performance.now() - last.at < EVERY) return;
  last = { words, at: performance.now() };
  await line.ask("/api/door/beat", { method: "POST", body, empty: true });
}
