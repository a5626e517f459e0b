// The service's time on this device: the difference is measured at every answer and kept for when there is none.
import { get, put } from "./door-store.js";

/** More than this between the clocks is told, because a stamp would be dated wrongly. Milliseconds. */
export const TOO_FAR = 120_000;
const KEEP_FROM = 500;

let offset = 0;
/** The offset of the last time, before anything else is asked. */
export const clockReady = get("facts", "offset").then((fact) => (offset = fact?.value ?? 0), () => 0);

/** Milliseconds that the service's clock is ahead of this one. */
export function ahead() {
  return offset;
}

/** Now, by the service's clock. */
export function now() {
  return new Date(Date.now() + offset);
}

/**
 * @param {string} said the service's now
 * @param {number} asked when it was asked, by this clock
 * @param {number} heard when the answer came
 */
export function measure(said, asked, heard) {
  const measured = Date.parse(said) - (asked + heard) / 2;
  if (!Number.isFinite(measured)) return;
  const moved = Math.abs(measured - offset) > KEEP_FROM;
  offset = Math.round(measured);
  if (moved) put("facts", { name: "offset", value: offset }).catch(() => undefined);
}
