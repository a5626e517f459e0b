// A reader on USB or Bluetooth is a keyboard: it types the link fast and ends with Enter, wherever one is on the page.
import { read } from "./door-code.js";

/** A pause this long ends what was typed. Milliseconds. */
const PAUSE = 600;
/** Shorter than this it is no link. */
const LINK = 20;

/**
 * Hear what is typed outside fields: `digit` for each digit by hand, `code` when a reader typed one, `strange` when it typed
 * something else. A Japanese input method hides the signs; then the key's place on the keyboard is read.
 * @param {() => boolean} listening
 * @param {{digit(digit: string): void, back(): void, code(code: import("./door-code.js").Code): void, strange(): void}} tell
 */
export function hearKeys(listening, tell) {
  let typed = "";
  let timer = 0;
  const end = () => {
    const [text, code] = [typed, read(typed)];
    typed = "";
    if (code?.door_code) tell.code(code);
    else if (text.length >= LINK) tell.strange();
  };
  document.addEventListener("keydown", (event) => {
    if (!listening() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || inField(event.target)) return;
    const sign = signOf(event);
    if (typed && event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      return end();
    }
    if (event.key === "Backspace") return tell.back();
    if (!sign || (!typed && sign === " ")) return;
    if (!typed && /\d/.test(sign)) return tell.digit(sign);
    if (typed || /[a-z]/i.test(sign)) {
      typed += sign;
      clearTimeout(timer);
      timer = window.setTimeout(end, PAUSE);
    }
  });
}

/** @param {KeyboardEvent} event */
function signOf({ key, code }) {
  if (key.length === 1) return key;
  if (key !== "Process" && key !== "Unidentified") return "";
  return /^(?:Key|Digit|Numpad)(.)$/.exec(code)?.[1] ?? (code === "Slash" ? "/" : code && !/Shift|Control|Alt|Meta/.test(code) ? "." : "");
}

/** @param {EventTarget | null} target */
function inField(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}
