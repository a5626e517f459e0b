"""``python -m tests.browser.gallery FOLDER [SCREEN …]``: the owner's screens as PNG files and on contact sheets."""

import argparse
import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import DESK, PHONE, QUIET, STILL, TABLET, Shop, running
from tests.browser.gallery import trade
from tests.browser.opened import signed_in

SIZES = {"phone": PHONE, "tablet": TABLET, "desk": DESK}
SCREENS = {
    "sign-in": "",
    "items": "#",
    "item": "#item/kontolive",
    "usage": "#item/kontolive/usage",
    "usage-pass": "#item/coffee10/usage",
    "recipients": "#recipients",
    "uses": "#uses",
    "analysis": "#analysis",
    "passes": "#passes",
    "holders": "#holders/coffee10",
    "issue": "#issue/kontolive",
    "coupons": "#coupons",
    "send": "#send/thanks300",
    "customers": "#customers",
    "person": "#person/{person}",
    "orders": "#orders",
    "order": "#order/{order}",
    "order-cancelled": "#order/{cancelled}",
    "order-cancel": "#order/{order}",
    "selling": "#selling/kontolive",
    "call-off": "#call-off/kontolive",
    "call-off-sure": "#call-off/kontolive/20261225-1900",
    "call-offs": "#call-offs",
    "call-off-run": "#called-off/{run}",
    "statement": "#statement?month=2026-12",
    "accounts": "#accounts",
    "menu": "#",
    "systems": "#systems",
    "systems-new": "#systems",
    "systems-once": "#systems",
    "hook": "#hook/{hook}",
    "data": "#data",
    "health": "#health",
    "nobody": "#customers?q=nobody",
    "unknown": "#item/nothing",
}
HIGH = 2400
"""What is lower on a screen than this is cut off."""


def main() -> None:
    """Trade for some weeks, then go through the screens in every size, scheme and language that was asked for."""
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    data = options.data or Path(tempfile.mkdtemp(prefix="mogiri-gallery-"))
    traded = (data / "dev.json").exists()
    with running(data, now=trade.EVENING if traded else "2026-11-15T12:00:00+09:00") as shop, _browser() as browser:
        if not traded:
            trade.weeks(shop)
        for size, scheme, language in itertools.product(options.sizes, options.schemes, options.languages):
            _round(browser, shop, options, size, scheme, language)
    if not options.data:
        shutil.rmtree(data)


def _round(browser: Browser, shop: Shop, options: Any, size: str, scheme: str, language: str) -> None:
    """All screens one way, and their sheet."""
    context = browser.new_context(viewport=SIZES[size], locale=language, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    context.add_init_script(STILL)
    page = context.new_page()
    page.on("pageerror", lambda error: print(f"{page.url}: {error}"))
    places = _places(shop)
    made = []
    for name in options.screens or SCREENS:
        if name != "sign-in" and not context.cookies():
            signed_in(page, shop, "owner")
        page.goto("about:blank")
        page.goto(f"{shop.url}/{'en/' if language == 'en' else ''}owner/{SCREENS[name].format(**places)}")
        page.locator("h1:visible").first.wait_for()
        page.wait_for_load_state("networkidle")
        ACTS.get(name, lambda _: None)(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > SIZES[size]["width"]:
            print(f"{name} {size} {language}: {wide} wide")
        height = min(HIGH, max(SIZES[size]["height"], page.evaluate("document.documentElement.scrollHeight")))
        file = options.folder / f"{name}-{size}-{scheme}-{language}.png"
        clip = {"x": 0, "y": 0, "width": SIZES[size]["width"], "height": height}
        page.screenshot(path=file, clip=clip, full_page=True)  # type: ignore[arg-type]
        made.append(file)
    context.close()
    for number, part in enumerate(_batches(made, 12 if size == "phone" else 6)):
        _sheet(part, options.folder / f"sheet-{size}-{scheme}-{language}-{number + 1}.png", 6 if size == "phone" else 3)


def _order_cancel(page: Page) -> None:
    page.locator("order-cancel [data-slot=open]").click()


def _sure(page: Page) -> None:
    page.locator("call-off [name=reason]").select_option("weather")
    page.locator("call-off [data-part=form] [type=submit]").click()
    page.locator("call-off [data-part=sure]").wait_for()


def _menu(page: Page) -> None:
    if page.locator(".owner-menu").is_visible():
        page.locator(".owner-menu").click()


def _new_hook(page: Page) -> None:
    page.locator("hook-list details summary").first.click()
    page.locator("hook-list [name=what][value=some]").check()


def _once(page: Page) -> None:
    for _ in range(2):
        page.locator("availability-link [data-slot=make]").click()
    page.locator("shown-once:visible").wait_for()


ACTS = {
    "order-cancel": _order_cancel,
    "call-off-sure": _sure,
    "menu": _menu,
    "systems-new": _new_hook,
    "systems-once": _once,
}
"""What is done before the picture is taken."""


def _places(shop: Shop) -> dict[str, str]:
    with httpx2.Client(base_url=shop.url, headers={"Origin": shop.url}) as owner:
        owner.post("/api/sign-in", json={"token": shop.doors["owner_token"]})
        return trade.places(owner)


def _sheet(files: Sequence[Path], to: Path, columns: int) -> None:
    """Pictures beside each other, each as wide as its column."""
    pictures = [Image.open(file).convert("RGB") for file in files]
    width = 360 if columns == 6 else 640
    small = [each.resize((width, each.height * width // each.width), Image.Resampling.LANCZOS) for each in pictures]
    rows = list(_batches(small, columns))
    heights = [max(each.height for each in row) for row in rows]
    sheet = Image.new("RGB", (columns * (width + 12), sum(heights) + 12 * len(rows)), "#808080")
    top = 0
    for row, height in zip(rows, heights, strict=True):
        for place, picture in enumerate(row):
            sheet.paste(picture, (place * (width + 12), top))
        top += height + 12
    sheet.save(to)


def _batches(parts: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(parts), size):
        yield parts[start : start + size]


class _browser:  # noqa: N801
    def __enter__(self) -> Browser:
        found = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
        self._playwright = sync_playwright().start()
        self._launched = self._playwright.chromium.launch(executable_path=found, args=QUIET)
        return self._launched

    def __exit__(self, *_: object) -> None:
        self._launched.close()
        self._playwright.stop()


def _options() -> argparse.Namespace:
    def words(allowed: Sequence[str]) -> Any:
        return {"type": lambda text: text.split(","), "default": list(allowed), "metavar": ",".join(allowed)}

    parser = argparse.ArgumentParser(prog="python -m tests.browser.gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("screens", nargs="*", choices=[[], *SCREENS], metavar="SCREEN", help=", ".join(SCREENS))
    parser.add_argument("--data", type=Path, help="keep the shop's data here, and go on from it when it is there")
    parser.add_argument("--sizes", **words(list(SIZES)))
    parser.add_argument("--schemes", **words(["light", "dark"]))
    parser.add_argument("--languages", **words(["ja", "en"]))
    return parser.parse_args()


if __name__ == "__main__":
    main()
