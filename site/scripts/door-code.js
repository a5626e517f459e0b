// What a camera, a reader, a pasted link or a hand may give: the door code of a QR, or six digits.

/** @typedef {{door_code?: string, six_digit?: string, units?: number}} Code `units`: so many the guest has chosen on their page. */

/** The QR's link, however a keyboard layout spelled its signs; after the code perhaps how many: `/D/…/2`, `/D/…?n=2`. */
const DOOR = /(?:^|[^A-Z0-9])([A-Z2-7]{26})(?:(?:\/|[^A-Z0-9](?:N|UNITS)[^A-Z0-9])(\d{1,4}))?\W*$/i;

/**
 * @param {string} text
 * @returns {Code | null} nothing when it is no code of a ticket
 */
export function read(text) {
  const door = DOOR.exec(text.trim());
  if (door) return { door_code: door[1].toUpperCase(), ...(Number(door[2]) ? { units: Number(door[2]) } : {}) };
  const digits = text.normalize("NFKC").replace(/[\s-]/g, "");
  return /^\d{6}$/.test(digits) ? { six_digit: digits } : null;
}

/** One name for a code, to tell whether it was just read. @param {Code} code */
export function nameOf({ door_code, six_digit }) {
  return door_code ?? six_digit ?? "";
}
