"""The look as a whole: three themes from one set of tokens, readable in any accent; weight of a page; print."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from generator.build import build
from tests.browser import states_shop
from tests.browser.conftest import DESK, PHONE, ROOT
from tests.browser.looking import faults, sized
from tests.browser.states_shop import JPY, NOW, ORIGIN, Answers

THEMES = ["letterpress", "gallery", "livehouse"]
ACCENTS = ["#d7402b", "#ffe600", "#00c853", "#1e88ff", "#7a00ff", "#ff2fa0", "#111111", "#ffffff", "#8a6d3b"]
SURFACES = ["--paper", "--sheet", "--well"]
TEXTS = ["--ink", "--ink-soft", "--shu-ink", "--saturday", "--good", "--warn", "--bad"]
PAIRS = [
    *itertools.product(TEXTS, SURFACES),
    *[("--on-shu", "--shu"), ("--on-shu", "--shu-deep"), ("--on-fill", "--good-fill"), ("--on-fill", "--bad-fill")],
    *[("--on-warn", "--warn-fill"), ("--ink", "--shu-wash"), ("--paper", "--ink")],
    *[(text, "--stub") for text in ("--stub-ink", "--stub-soft", "--stub-saturday", "--stub-sunday")],
]
"""Every text colour and what it stands on."""

CONTRASTS = """([pairs, accents]) => {
  const root = document.documentElement;
  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.transition = "none";
  const light = (name) => {
    probe.style.color = `var(${name})`;
    brush.fillStyle = getComputedStyle(probe).color;
    brush.fillRect(0, 0, 1, 1);
    const linear = [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const found = [];
  for (const accent of accents) {
    root.style.setProperty("--accent", accent);
    for (const [text, ground] of pairs) {
      const [dark, bright] = [light(text), light(ground)].sort((one, other) => one - other);
      const contrast = (bright + 0.05) / (dark + 0.05);
      if (contrast < 4.5) found.push(`${accent}: ${text} on ${ground} ${contrast.toFixed(2)}`);
    }
  }
  probe.remove();
  root.style.removeProperty("--accent");
  return found;
}"""


CHARACTER = """() => {
  const [title, ground] = ["h1", "html"].map((name) => getComputedStyle(document.querySelector(name)));
  return [title.fontFamily, title.fontWeight, ground.backgroundColor].join();
}"""


@pytest.fixture(autouse=True)
def the_day() -> None:
    """Nothing is sold here: the sites were built for one moment."""


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shop of all states in each theme."""
    made = tmp_path_factory.mktemp("themes")
    return {name: states_shop.built(made / name, shop=f"{JPY}theme: {{name: {name}}}\n") for name in THEMES}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop."""
    site = tmp_path_factory.mktemp("sample") / "_site"
    assert build(ROOT / "content", site, now=NOW).written
    return site


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with_phone = browser.new_context(viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
    yield with_phone
    with_phone.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_every_text_can_be_read_in_any_accent(
    context: BrowserContext, themed: dict[str, Path], theme: str, scheme: Any
) -> None:
    Answers(themed[theme]).to(context)
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(ORIGIN)
    assert page.evaluate(CONTRASTS, [PAIRS, ACCENTS]) == []


@pytest.mark.parametrize("theme", THEMES[1:])
def test_themes_keep_every_page_whole(context: BrowserContext, themed: dict[str, Path], theme: str) -> None:
    Answers(themed[theme]).to(context)
    page = context.new_page()
    for path, size in itertools.product(
        ("/", "/events/few/", "/events/tour/", "/events/long/", "/cart/"), (PHONE, DESK)
    ):
        sized(page, size)
        page.goto(ORIGIN + path)
        page.locator("h1:visible").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        assert faults(page) == [], path


def test_S0_28_themes_look_different(context: BrowserContext, themed: dict[str, Path]) -> None:
    page = context.new_page()
    seen = set()
    for theme in THEMES:
        context.unroute_all()
        Answers(themed[theme]).to(context)
        page.goto(ORIGIN)
        seen.add(page.evaluate(CHARACTER))
    assert len(seen) == len(THEMES)


def test_a_sale_page_is_light(context: BrowserContext, sample: Path) -> None:
    Answers(sample).to(context)
    page = context.new_page()
    heard: dict[str, int] = {}
    page.on("requestfinished", lambda request: heard.update({request.url: len(_body(request))}))
    pages = sorted(sample.glob("**/events/*/index.html")) + sorted(sample.glob("passes/*/index.html"))
    for file in [sample / "index.html", *pages]:
        heard.clear()
        page.goto(f"{ORIGIN}/{file.parent.relative_to(sample).as_posix()}/".replace("/./", "/"))
        page.wait_for_load_state("networkidle")
        assert file.stat().st_size < 60_000, f"{file}: {file.stat().st_size}"
        assert sum(heard.values()) < 100_000, f"{file}: {sum(heard.values())}"


def _body(request: Any) -> bytes:
    kept = request.resource_type in ("document", "stylesheet", "script")
    return bytes(request.response().body()) if kept else b""


def test_an_event_prints_what_one_needs_on_the_way(context: BrowserContext, themed: dict[str, Path]) -> None:
    Answers(themed["livehouse"]).to(context)
    page = context.new_page()
    page.goto(f"{ORIGIN}/events/open/")
    page.emulate_media(media="print", color_scheme="dark")
    for words in ("販売中の公演", "3,000円", "2026年12月24日(木)", "18:30 開場", "東京都墨田区京島1-1-1"):
        expect(page.locator("main").get_by_text(words).filter(visible=True).first).to_be_visible()
    for name in ("カートに入れる", "一般を1枚増やす"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^カート"))).to_have_count(0)
    paper, ink = page.evaluate("['backgroundColor', 'color'].map((name) => getComputedStyle(document.body)[name])")
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(17, 17, 17)")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
