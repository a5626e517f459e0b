// What the door hears and feels. A browser allows sound only after a tap, so the first tap wakes it.
import { settings } from "./door-settings.js";

/** @type {AudioContext | undefined} */
let audio;

addEventListener("pointerdown", () => (audio ??= new AudioContext()).resume(), { capture: true });

/** Hertz and seconds of each note: one high, two low, one in the middle. */
const NOTES = {
  good: [[1320, 0.14]],
  bad: [[220, 0.16], [196, 0.26]],
  warn: [[523, 0.18]],
};

/** @type {Record<string, number[]>} */
const SHAKES = { good: [40], bad: [90, 60, 160], warn: [60, 40, 60] };

/** @param {string} tone good, bad or warn; anything else is silent */
export function sound(tone) {
  const { sound: aloud, shake } = settings();
  if (shake && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(SHAKES[tone] ?? []);
  if (!aloud || audio?.state !== "running" || !(tone in NOTES)) return;
  let at = audio.currentTime + 0.01;
  for (const [pitch, length] of NOTES[/** @type {keyof typeof NOTES} */ (tone)]) {
    note(audio, pitch, at, length);
    at += length + 0.05;
  }
}

/**
 * @param {AudioContext} context
 * @param {number} pitch
 * @param {number} at
 * @param {number} length
 */
function note(context, pitch, at, length) {
  const voice = new OscillatorNode(context, { frequency: pitch, type: pitch < 400 ? "square" : "sine" });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.linearRampToValueAtTime(0.25, at + 0.01);
  loudness.gain.setValueAtTime(0.25, at + length - 0.03);
  loudness.gain.linearRampToValueAtTime(0, at + length);
  voice.connect(loudness).connect(context.destination);
  voice.start(at);
  voice.stop(at + length);
}
