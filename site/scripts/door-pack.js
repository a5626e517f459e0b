// Door packs: what a session's tickets are worth, as hashes, kept on this device so that the door works without a signal.
import { all, drop, put } from "./door-store.js";
import { line } from "./door-line.js";
import { Unreachable } from "./service.js";

/**
 * `begins` is when those that are not good yet will be, by their place.
 * @typedef {{key: string, etag: string, item: string, session: string | null, kind: string, title: import("./localised.js").Localised,
 *   venue: import("./localised.js").Localised | null, starts_at: string | null, at: string, from: string | null, until: string | null,
 *   cancelled: boolean, salt: string, tag_key: string, types: {id: string | null, name: import("./localised.js").Localised}[], n: number,
 *   checked: number, door: string, six: string, left: number[], state: string, begins?: Record<number, string>,
 *   id_check?: boolean, age_min?: number | null}} Pack
 */

const DOOR = 12;
const SIX = 7;
const TAG = 5;
/** A pack is of no use once nobody may sync what it let in. */
const KEPT = 48 * 3_600_000;
const PATIENCE = 20_000;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const text = new TextEncoder();
const sameOrigin = !document.documentElement.dataset.service;

/** Whether this browser can look into a pack: only on an https page is there what makes the hashes. */
export const readable = Boolean(crypto.subtle);

/** @type {Map<string, Pack>} */
const packs = new Map();
/** The packs of the last time are there. */
export const packsReady = all("packs").then((kept) => kept.forEach((pack) => packs.set(pack.key, pack)), () => undefined);

/** @returns {Pack[]} */
export function kept() {
  return [...packs.values()];
}

/** @param {{item: string, session?: string | null}} of */
export function keyOf({ item, session }) {
  return `${item}/${session || "-"}`;
}

/**
 * Get the packs of these sessions anew where they changed, and forget those that are over.
 * @param {{item: string, session: string | null}[]} sessions
 * @param {Date} now
 */
export async function renew(sessions, now) {
  if (!readable) return;
  await packsReady;
  for (const session of sessions) await fetchPack(keyOf(session), now.getTime());
  const over = kept().filter(({ key, until, at }) => !sessions.some((each) => keyOf(each) === key) && Date.parse(until ?? at) + KEPT < now.getTime());
  over.forEach(({ key }) => packs.delete(key));
  if (over.length) await drop("packs", over.map(({ key }) => key));
}

/** @param {string} key @param {number} now */
async function fetchPack(key, now) {
  const known = packs.get(key);
  const headers = known?.etag && sameOrigin ? { "If-None-Match": known.etag } : undefined;
  const path = `/api/door/${key.split("/").map(encodeURIComponent).join("/")}`;
  const { status, data, etag } = await line.ask(path, { headers, patience: PATIENCE });
  if (known && status === 304) known.checked = now;
  if (status !== 200) return;
  const pack = { ...data, key, etag, checked: now, session: data.session === "-" ? null : data.session };
  packs.set(key, pack);
  await put("packs", pack).catch(() => undefined);
}

/** @param {{item: string, session: string | null}[]} sessions @param {Date} now @returns {Promise<boolean>} whether all of them are here */
export async function renewed(sessions, now) {
  try {
    await renew(sessions, now);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  return sessions.every((session) => packs.has(keyOf(session)));
}

/** Which ticket of the pack it is, -1 when none. A ticket that still lives goes before an old code. @param {Pack} pack @param {import("./door-code.js").Code} code */
export async function find(pack, { door_code, six_digit }) {
  const width = door_code ? DOOR : SIX;
  const column = door_code ? pack.door : pack.six;
  const hash = (await digest(`${pack.salt}:${door_code ?? six_digit}`)).slice(0, width);
  let found = -1;
  for (let place = column.indexOf(hash); place >= 0; place = column.indexOf(hash, place + 1)) {
    if (place % width) continue;
    found = place / width;
    if (pack.state[found] !== "m") break;
  }
  return found;
}

/** Whether the code was made for this session, though the pack does not know it yet. @param {Pack} pack @param {string} code */
export async function tagged(pack, code) {
  const bytes = Uint8Array.from(atob(pack.tag_key.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const made = new Uint8Array(await crypto.subtle.sign("HMAC", key, text.encode(code.slice(0, -TAG))));
  return base32(made, TAG) === code.slice(-TAG);
}

/** @param {string} words @returns {Promise<string>} base64url of its SHA-256 */
async function digest(words) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(words)));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}

/** @param {Uint8Array} bytes @param {number} length */
function base32(bytes, length) {
  let [bits, held, made] = [0, 0, ""];
  for (const byte of bytes) {
    [bits, held] = [((bits << 8) | byte) & 0xffff, held + 8];
    while (held >= 5 && made.length < length) {
      held -= 5;
      made += BASE32[(bits >> held) & 31];
    }
    if (made.length === length) break;
  }
  return made;
}
