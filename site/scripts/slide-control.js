// <slide-control>: a thumb to slide to the end of its track; tells `slid`. For fingers: keyboards have a button beside it.

const FAR = 0.92;

class SlideControl extends HTMLElement {
  connectedCallback() {
    this.thumb = /** @type {HTMLElement} */ (this.querySelector("[data-thumb]"));
    this.thumb.addEventListener("pointerdown", (event) => this.take(event));
    this.thumb.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.thumb.addEventListener(end, () => this.let());
  }

  /** The way the thumb can go, in pixels. */
  get room() {
    return this.clientWidth - (this.thumb?.offsetWidth ?? 0) - 8;
  }

  /** @param {PointerEvent} event */
  take(event) {
    if (this.hasAttribute("data-busy")) return;
    this.from = event.clientX;
    this.thumb?.setPointerCapture(event.pointerId);
    this.toggleAttribute("data-held", true);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (this.from === undefined) return;
    this.at = Math.min(Math.max(0, event.clientX - this.from), this.room);
    this.style.setProperty("--slid", `${this.at}px`);
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
    this.at = 0;
    this.style.setProperty("--slid", "0px");
  }

  /** @param {boolean} yes */
  busy(yes) {
    this.toggleAttribute("data-busy", yes);
    if (!yes) this.back();
  }
}

customElements.define("slide-control", SlideControl);
