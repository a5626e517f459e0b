// <door-desk>: who is signed in and what is on; camera, pad, search, panel, house count and recent acts work together.
import "./door-camera.js";
import "./door-house.js";
import "./door-join.js";
import "./door-pad.js";
import "./door-panel.js";
import "./door-recent.js";
import "./door-search.js";
import "./door-lead.js";
import "./door-more.js";
import "./door-signal.js";
import "./door-report.js";
import "./door-beside.js";
import { beat } from "./door-beat.js";
import { awake } from "./wake-lock.js";
import { clockReady, measure, now } from "./door-clock.js";
import { hearKeys } from "./door-keys.js";
import { line } from "./door-line.js";
import { keepPage } from "./keep-door.js";
import { kept, keyOf, packsReady, renewed } from "./door-pack.js";
import { PracticeOffice } from "./door-practice.js";
import { get, put } from "./door-store.js";
import { flush, told as sync } from "./door-sync.js";
import { RealOffice } from "./door-office.js";
import { Unreachable } from "./service.js";
import { say } from "./words.js";

const EVERY = 10_000;
const PACKS_EVERY = 60_000;
const AT_START = 4000;

/** @typedef {import("./door-house.js").House} House */
/** @typedef {{staff: {id: string, name: string, number: string, role: string}, item: string | null, session: string | null, sessions: House[], lead?: boolean, support?: Record<string, string>}} Door */

class DoorDesk extends HTMLElement {
  real = new RealOffice();
  packedAt = 0;

  connectedCallback() {
    this.panel = this.element("door-panel");
    this.addEventListener("joined", () => this.begin());
    this.addEventListener("code", (event) => this.look(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("shown", () => this.openPanel());
    this.addEventListener("find", () => this.turnTo("search"));
    for (const name of ["closed", "typing"]) this.addEventListener(name, () => this.toggleAttribute("data-open", false));
    for (const name of ["undone", "stamped", "sold"]) this.addEventListener(name, () => this.practising || this.refresh());
    this.addEventListener("signed-out", () => this.leave());
    this.addEventListener("practice", (event) => this.practise(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("settings", (event) => (this.panel.auto = /** @type {CustomEvent} */ (event).detail.auto));
    sync.addEventListener("signed-out", () => this.leave());
    line.probe = () => this.ask();
    line.addEventListener("up", () => this.refresh());
    this.listen();
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
    setInterval(() => document.hidden || !this.door || this.refresh(), EVERY);
    this.open();
  }

  /** What was on at the last time is there at once; then the service is asked. */
  async open() {
    await Promise.all([clockReady, packsReady]);
    const fact = await get("facts", "door").catch(() => null);
    if (fact?.value) this.show(fact.value);
    this.toggleAttribute("data-ready", Boolean(this.door));
    await this.refresh(AT_START);
    this.toggleAttribute("data-ready", true);
    this.opened();
  }

  /** The tap on 「受付を始める」 may wake camera, sound and screen. */
  async begin() {
    await this.refresh();
    if (!this.door) return;
    awake(true);
    navigator.storage?.persist?.().catch(() => undefined);
    this.element("door-camera").startIfAllowed();
  }

  /** A phone's camera app without a signal brings the code in the fragment. */
  opened() {
    const code = new URLSearchParams(location.hash.slice(1)).get("d");
    if (!code || !this.door) return;
    history.replaceState(null, "", location.pathname);
    this.look({ door_code: code.slice(0, 26), units: Number(code.split("/")[1]) || undefined });
  }

  listen() {
    const pad = this.element("door-pad");
    const here = () => Boolean(this.door) && !document.querySelector("dialog[open]");
    hearKeys(here, {
      digit: (digit) => {
        this.mode("pad");
        pad.press(digit);
      },
      back: () => pad.back(),
      code: (code) => this.look(code),
      strange: () => {
        this.mode("pad");
        pad.problem(say("door.bad_reader"));
      },
    });
    this.querySelectorAll("[data-to]").forEach((button) => button.addEventListener("click", () => this.turnTo(/** @type {HTMLElement} */ (button).dataset.to ?? "")));
  }

  /** On a phone the verdict is all there is; it begins at the top. */
  openPanel() {
    if (!this.hasAttribute("data-open")) scrollTo({ top: 0 });
    this.toggleAttribute("data-open", true);
  }

  /** @param {string} name of a mode that somebody asks for */
  turnTo(name) {
    this.panel.close();
    this.mode(name);
  }

  /** @param {string} name scan, pad, search, more or lead */
  mode(name) {
    if (this.dataset.mode === name) return;
    this.dataset.mode = name;
    this.querySelectorAll("[data-mode-view]").forEach((view) => view.toggleAttribute("hidden", /** @type {HTMLElement} */ (view).dataset.modeView !== name));
    this.querySelectorAll("[data-to]").forEach((button) => button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.to === name)));
    const camera = this.element("door-camera");
    if (name === "scan") camera.startIfAllowed();
    else camera.stop();
    this.dispatchEvent(new CustomEvent("mode", { detail: name }));
    if (name === "search") this.element("door-search").focusField();
  }

  /** @param {import("./door-code.js").Code} code */
  look(code) {
    if (this.door) this.panel.look(code);
  }

  /** Who am I, what is on, how many are in; then what waits is sent, and packs that changed are fetched. @param {number} [patience] */
  async refresh(patience) {
    try {
      if (await this.ask(patience)) await this.after();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (!this.door) this.signedOut(say("door.offline"));
    }
  }

  /** @param {number} [patience] @returns {Promise<boolean>} whether somebody is signed in */
  async ask(patience) {
    const asked = Date.now();
    const { status, data } = await line.ask("/api/door", { patience });
    if (status >= 400) {
      if (status === 401 && this.door) this.leave();
      else if (!this.door) this.signedOut("");
      return false;
    }
    measure(data.now, asked, Date.now());
    await put("facts", { name: "door", value: data }).catch(() => undefined);
    this.show(data);
    return true;
  }

  async after() {
    await flush();
    await beat();
    const due = Date.now() - this.packedAt > PACKS_EVERY;
    if (!this.door || !due) return;
    this.packedAt = Date.now();
    await renewed(this.door.sessions, now());
    this.packed();
  }

  /** @param {Door} door */
  show(door) {
    const first = !this.door;
    this.door = door;
    Object.assign(this.real.scope, { item: door.item, session: door.session });
    this.words("staff", say("door.staff", { name: door.staff.name }));
    this.element("door-house").show(door.sessions);
    this.element("door-search").support = door.sessions[0]?.support ?? door.support;
    this.toggleAttribute("data-lead", door.lead ?? door.staff.role !== "staff");
    this.querySelectorAll("[data-lead-only]").forEach((each) => each.toggleAttribute("hidden", !this.hasAttribute("data-lead")));
    this.view("join", false);
    this.view("desk", true);
    if (first) {
      this.mode(navigator.mediaDevices ? "scan" : "pad");
      this.packed();
      keepPage();
    }
  }

  /** Tell how many tickets can be told apart without a signal. */
  packed() {
    const here = kept().filter((pack) => this.door?.sessions.some((each) => keyOf(each) === pack.key));
    const oldest = here.map(({ checked }) => checked).sort((one, other) => one - other)[0];
    this.element("door-signal").ready(here.length ? { n: here.reduce((sum, { n }) => sum + n, 0), at: new Date(oldest) } : this.door?.sessions.length ? null : undefined);
  }

  /** @param {boolean} yes */
  practise(yes) {
    this.practising = yes;
    this.panel.close();
    this.panel.office = yes ? new PracticeOffice() : this.real;
    this.toggleAttribute("data-practice", yes);
    this.mode("scan");
    scrollTo({ top: 0 });
  }

  leave() {
    this.door = undefined;
    put("facts", { name: "door", value: null }).catch(() => undefined);
    this.element("door-camera").stop();
    this.panel.close();
    this.signedOut(say("door.signed_out"));
  }

  /** @param {string} words */
  signedOut(words) {
    this.view("desk", false);
    this.view("join", true);
    this.words("problem-join", words);
  }

  /** @param {string} name @param {boolean} yes */
  view(name, yes) {
    this.querySelector(`[data-${name}]`)?.toggleAttribute("hidden", !yes);
  }

  /** @param {string} name @param {string} words */
  words(name, words) {
    /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`)).textContent = words;
  }

  /** @param {string} name @returns {any} */
  element(name) {
    return this.querySelector(name);
  }
}

customElements.define("door-desk", DoorDesk);
