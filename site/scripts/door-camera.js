// <door-camera>: reads QR codes from the camera, also while a verdict is shown. The same code is not read twice in a row.
import { nameOf, read } from "./door-code.js";
import { reader } from "./qr-reader.js";
import { awake } from "./wake-lock.js";
import { say } from "./words.js";

/** Between two looks, so that an old phone stays cool. Milliseconds. */
const EVERY = 90;
/** A code counts as gone when it was not seen for so long; until then it is the same guest's. */
const GONE = 2500;
/** The 「not a ticket」 of something else with a QR code is not repeated sooner. */
const STRANGE = 3000;

class DoorCamera extends HTMLElement {
  connectedCallback() {
    this.video = /** @type {HTMLVideoElement} */ (this.querySelector("video"));
    this.video.disablePictureInPicture = true;
    this.startButton = /** @type {HTMLButtonElement} */ (this.querySelector("[data-start]"));
    this.torchButton = /** @type {HTMLButtonElement} */ (this.querySelector("[data-torch]"));
    /** @type {{name: string, at: number}} */
    this.last = { name: "", at: 0 };
    this.startButton.addEventListener("click", () => this.start());
    this.torchButton.addEventListener("click", () => this.torch(this.torchButton?.getAttribute("aria-pressed") !== "true"));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.wanted && this.start()));
    this.startIfAllowed();
  }

  disconnectedCallback() {
    this.stop();
  }

  /** Whether it looks. */
  get on() {
    return this.dataset.state === "on";
  }

  /** Somebody allowed the camera before: no tap is needed. */
  async startIfAllowed() {
    if (!navigator.mediaDevices) return this.failed("insecure");
    try {
      const { state } = await navigator.permissions.query({ name: /** @type {PermissionName} */ ("camera") });
      if (state === "granted" && !this.closest("[hidden]")) await this.start();
    } catch {
      // A browser that does not tell; then the button does.
    }
  }

  async start() {
    if (this.on || this.starting || !this.video) return;
    if (!navigator.mediaDevices) return this.failed("insecure");
    this.starting = true;
    this.wanted = true;
    this.dataset.state = "starting";
    try {
      const video = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      this.video.srcObject = this.stream;
      await this.video.play();
      this.look = await reader();
      this.begun();
    } catch (error) {
      this.failed(/** @type {DOMException} */ (error).name);
    }
    this.starting = false;
  }

  begun() {
    const track = this.stream?.getVideoTracks()[0];
    track?.addEventListener("ended", () => this.stream?.getVideoTracks()[0] === track && this.rest());
    const able = /** @type {any} */ (track?.getCapabilities?.() ?? {});
    if (able.focusMode?.includes("continuous")) track?.applyConstraints({ advanced: [/** @type {any} */ ({ focusMode: "continuous" })] }).catch(() => undefined);
    if (this.torchButton) this.torchButton.hidden = !able.torch;
    this.dataset.state = "on";
    this.problem("");
    awake(true);
    this.loop();
  }

  /** The camera is let go while nobody sees the page, or when another app takes it. */
  rest() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    if (this.on) this.dataset.state = "off";
    this.torchButton?.setAttribute("aria-pressed", "false");
  }

  /** Nobody wants it any more. */
  stop() {
    this.wanted = false;
    awake(false);
    this.rest();
  }

  async loop() {
    while (this.on && this.video) {
      const began = performance.now();
      const text = this.video.readyState >= 2 ? await this.look?.(this.video).catch(() => null) : null;
      if (text && this.on) this.saw(text, began);
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  }

  /** @param {string} text @param {number} frame when the picture was taken */
  saw(text, frame) {
    const code = read(text);
    const name = code ? nameOf(code) : text;
    const now = performance.now();
    const same = name === this.last.name && now - this.last.at < (code ? GONE : STRANGE);
    if (same && !code) return;
    if (!same && !this.accepts()) return;
    this.last = { name, at: now };
    if (same) return;
    this.dataset.frame = String(Math.round(frame));
    if (code) this.tell("code", { ...code, by: "camera" });
    else this.problem(say("door.bad_reader"));
    if (code) this.problem("");
  }

  /** While a ticket waits for the tap, others in front of the camera are not read. */
  accepts() {
    return !document.querySelector("door-panel[data-deciding]") && !document.querySelector("dialog[open]");
  }

  /** @param {boolean} yes */
  async torch(yes) {
    try {
      await this.stream?.getVideoTracks()[0].applyConstraints({ advanced: [/** @type {any} */ ({ torch: yes })] });
      this.torchButton?.setAttribute("aria-pressed", String(yes));
    } catch {
      if (this.torchButton) this.torchButton.hidden = true;
    }
  }

  /** @param {string} name of the error of the browser */
  failed(name) {
    this.dataset.state = "off";
    const reasons = { NotAllowedError: "denied", NotFoundError: "none", OverconstrainedError: "none", insecure: "insecure" };
    this.problem(say(`desk.camera.${/** @type {Record<string, string>} */ (reasons)[name] ?? "busy"}`));
  }

  /** @param {string} words */
  problem(words) {
    /** @type {HTMLElement} */ (this.querySelector("[data-problem]")).textContent = words;
  }

  /** @param {string} name @param {unknown} detail */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("door-camera", DoorCamera);
