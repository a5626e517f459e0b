"""Looking at a page as everybody must be able to: what axe finds, measured once nothing moves any more."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE
from tests.support.waiting import until

_axe = Axe()

SEEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size", "aria-hidden-focus"]
"""What depends on size and colours; everything else is the same in both."""

_STILL = """async () => {
  const passing = (each) => each.playState !== "finished" && each.effect.getTiming().iterations < 9;
  for (let frames = 0; frames < 2; frames += 1) {
    const moving = document.getAnimations().filter(passing);
    moving.forEach((each) => each.finish());
    if (moving.length) frames = -1;
    await new Promise(requestAnimationFrame);
  }
}"""
"""One change of colour that ends may begin the next, of what inherits it: two frames with none are the end."""


def settle(page: Page) -> None:
    """Everything that fades, slides or springs has arrived; what turns for ever goes on."""
    page.evaluate(_STILL)


def faults(page: Page, rules: Sequence[str] | None = None) -> list[str]:
    """What axe finds on the page as it is, of these rules or of all."""
    settle(page)
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = _axe.run(page, options=options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def sized(page: Page, size: dict[str, int]) -> None:
    """The page has that size, and is laid out for it."""
    page.set_viewport_size(size)  # type: ignore[arg-type]
    until(lambda: page.evaluate("[innerWidth, innerHeight]") == list(size.values()), f"a page of {size}")


def looks_right(page: Page) -> None:
    """No violation, on a phone in daylight and at a desk in the dark."""
    for size, scheme, rules in ((PHONE, "light", None), (DESK, "dark", SEEN)):
        sized(page, size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert faults(page, rules) == [], scheme
