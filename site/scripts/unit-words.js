// Words that count units in the measure of a ticket's kind: 「2名様」 for an event, 「2回分」 for a pass, 「2枚」 otherwise.
import { say } from "./words.js";

/** @type {Record<string, string>} */
const MEASURES = { event: "_event", pass: "" };

/** @param {string} key @param {string} kind @param {number} n */
export function counted(key, kind, n) {
  return say(key + (MEASURES[kind] ?? "_sheets"), { n });
}
