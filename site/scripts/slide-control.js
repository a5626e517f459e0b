// <slide-control>: a thumb to slide to the end of its track; tells `slid`. For fingers: keyboards have a button beside it.

const FAR = 0.92;

class SlideControl extends HTMLElement {
  connectedCallback() {
    this.thumb = /** @type {HTMLElement} */ (this.querySelector("[data-thumb]"));
    this.thumb.addEventListener("pointerdown", (event) => this.take(event));
    this.thumb.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.thumb.addEventListener(end, () => this.let());
  }

  /** Where the thumb is caught on its way back, in pixels; at most half-way, so that a mere touch is no slide. */
  get caught() {
    const seen = this.thumb ? parseFloat(getComputedStyle(this.thumb).translate) : 0;
    return Math.min(seen || 0, this.room / 2);
  }

  /** The way the thumb can go, in pixels. */
  get room() {
    return this.clientWidth - (this.thumb?.offsetWidth ?? 0) - 8;
  }

  /** @param {PointerEvent} event */
  take(event) {
    if (this.hasAttribute("data-busy")) return;
    const { caught } = this;
    this.from = event.clientX - caught;
    this.thumb?.setPointerCapture(event.pointerId);
    this.toggleAttribute("data-held", true);
    this.to(caught);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (this.from === undefined) return;
    this.to(Math.min(Math.max(0, event.clientX - this.from), this.room));
  }

  /** @param {number} at pixels from its start */
  to(at) {
    this.at = at;
    this.style.setProperty("--slid", `${at}px`);
  }

  let() {
    if (this.from === undefined) return;
    const arrived = (this.at ?? 0) >= this.room * FAR;
    this.from = undefined;
    this.toggleAttribute("data-held", false);
    if (arrived) this.dispatchEvent(new CustomEvent("slid", { bubbles: true }));
    else this.back();
  }

  back() {
    this.to(0);
  }

  /** @param {boolean} yes */
  busy(yes) {
    this.toggleAttribute("data-busy", yes);
    if (!yes) this.back();
  }
}

customElements.define("slide-control", SlideControl);
