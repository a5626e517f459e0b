// How a receiver of webhooks is called, and how it stands, in words.
import { moment } from "./formats.js";
import { known, say } from "./words.js";

/**
 * @typedef {{id: string, url: string, events: string[], note: string, stopped_at: string | null, stopped_why: string | null, pending?: number, failed?: number, last_delivered_at?: string | null}} Hook
 */

/** @param {Hook} hook */
export function called(hook) {
  return hook.note || new URL(hook.url).host;
}

/** Its state as a mark and a word. @param {HTMLElement} place @param {Hook} hook */
export function standing(place, hook) {
  place.dataset.state = hook.stopped_at ? "stopped" : "good";
  place.textContent = say(hook.stopped_at ? (hook.stopped_why === "gone" ? "systems.hooks.gone" : "systems.hooks.stopped") : "systems.hooks.works");
}

/** What it is told and what became of it. @param {Hook} hook */
export function about(hook) {
  const told = hook.events.length ? say("systems.hooks.events", { n: hook.events.length }) : say("systems.hooks.events_all");
  const last = hook.last_delivered_at ? say("systems.hooks.last", { time: moment(hook.last_delivered_at) }) : say("systems.hooks.never");
  const waiting = hook.pending ? say("systems.hooks.waiting", { n: hook.pending }) : "";
  const failed = hook.failed ? say("systems.hooks.failed", { n: hook.failed }) : "";
  return [told, last, waiting, failed].filter(Boolean).join(" / ");
}

/** A type of event such as "order.paid" in words. @param {string} type */
export function event(type) {
  return known(`systems.event.${type}`) ? say(`systems.event.${type}`) : type;
}
