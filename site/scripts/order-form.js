// Name, e-mail and the rest of the order's form: what is missing, what is sent.
import { channel, lines } from "./cart-store.js";
import { say } from "./words.js";

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/**
 * Whether name and e-mail are there and the conditions agreed to; marks what is missing and goes to the first of them.
 * @param {HTMLFormElement} form
 */
export function complete(form) {
  const { name, email } = entered(form);
  mark(form, "name", name ? "" : say("cart.confirm.name_missing"));
  const wrong = ADDRESS.test(email) ? "" : say("cart.confirm.email_wrong");
  mark(form, "email", email ? wrong : say("cart.confirm.email_missing"));
  const conditions = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=conditions]"));
  const open = conditions && !conditions.checked && !conditions.closest("[hidden]");
  mark(form, "conditions", open ? say("cart.confirm.conditions_missing") : "");
  const bad = /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid=true]"));
  bad?.focus();
  return !bad;
}

/**
 * Say at a field what is wrong with it; empty words take it back.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} words
 */
export function mark(form, name, words) {
  const place = form.querySelector(`[data-error=${name}]`);
  if (!place) return;
  place.textContent = words;
  form.querySelector(`[name=${name}]`)?.setAttribute("aria-invalid", String(Boolean(words)));
}

/**
 * The order as the service wants it.
 * @param {HTMLFormElement} form
 */
export function order(form) {
  const kept = lines();
  const wanted = kept.map(({ session, ticket, offer, ...line }) => ({
    ...line,
    ...(session ? { session } : {}),
    ...(ticket ? { ticket } : {}),
  }));
  const offer = kept.find((line) => line.offer)?.offer?.token;
  const { coupon, ...person } = entered(form);
  const through = channel();
  const more = { ...(coupon ? { coupon } : {}), ...(offer ? { offer } : {}), ...(through ? { channel: through } : {}) };
  return { lines: wanted, ...person, ...more, locale: document.documentElement.lang };
}

/**
 * Ask for an order; what the partner does not sell, or not all of it, the shop itself sells.
 * @template {{error?: import("./service.js").Refusal | null, data: any}} Answer
 * @param {(body: Record<string, unknown>) => Promise<Answer>} post
 * @param {Record<string, unknown>} body
 */
export async function place(post, body) {
  const answer = await post(body);
  const refusal = answer.error ?? answer.data?.error;
  if (refusal?.field !== "channel") return answer;
  const { channel: _, ...ours } = body;
  return post(ours);
}

/** @param {HTMLFormElement} form */
function entered(form) {
  const data = new FormData(form);
  const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
  return { name: text("name"), email: text("email").normalize("NFKC"), coupon: text("coupon"), marketing: data.has("marketing") };
}
