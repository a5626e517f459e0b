"""Writing beside an open page: a save shows by itself, a mistake is told on the page, mending it clears the message."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, ROOT, Shop, running
from tests.support.waiting import until


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ROOT / "content", tmp_path_factory.mktemp("shop") / "content"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, content: Path) -> Iterator[Shop]:
    with running(tmp_path_factory.mktemp("data"), content) as opened:
        yield opened


def write(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def test_saving_breaking_and_mending(shop: Shop, content: Path, people: Any) -> None:
    event = content / "events" / "kontolive.md"
    page: Page = people(DESK, live=True)
    page.goto(f"{shop.url}/events/kontolive/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("年忘れコントライブ")

    write(event, "title: 年忘れコントライブ", "title: 年越しコントライブ")
    expect(heading).to_have_text("年越しコントライブ")
    expect(page.get_by_role("alert")).to_have_count(0)

    write(event, "price: 3000", "price: three thousand")
    banner = page.get_by_role("alert")
    number = event.read_text("utf-8").split("three thousand")[0].count("\n") + 1
    expect(banner).to_contain_text(f"events/kontolive.md:{number}")
    expect(banner).to_contain_text("price")
    expect(banner).to_contain_text("「three thousand」")
    expect(banner).to_be_in_viewport()
    expect(heading).to_have_text("年越しコントライブ")
    page.goto(shop.url)
    expect(page.get_by_role("link", name="年越しコントライブ").first).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("events/kontolive.md")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text(f"events/kontolive.md:{number}")
    page.goto(f"{shop.url}/dev/")
    expect(page.locator(".bench-problems")).to_contain_text(f"events/kontolive.md:{number}")
    page.goto(shop.url)

    write(event, "price: three thousand", "price: 3100")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.goto(f"{shop.url}/events/kontolive/")
    expect(page.get_by_text("3,100円").first).to_be_visible()


def test_what_to_look_at_is_a_small_tag(shop: Shop, content: Path, people: Any) -> None:
    coffee = content / "passes" / "coffee10.md"
    page: Page = people(DESK, live=True)
    page.goto(f"{shop.url}/events/kontolive/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    tag = page.locator("live-reload summary")
    before = tag.count()
    write(coffee, "single_price: 400", "single_price: 200")
    expect(tag).to_have_text(f"気になるところ {before + 1}")
    expect(page.get_by_role("alert")).to_have_count(0)
    tag.click()
    expect(page.locator("live-reload li", has_text="passes/coffee10.md")).to_contain_text("single_price")
    page.goto(shop.url)
    expect(page.locator("live-reload li", has_text="passes/coffee10.md")).to_be_visible()
    page.goto(f"{shop.url}/dev/")
    expect(page.locator(".bench-problems")).to_contain_text("passes/coffee10.md")
    write(coffee, "single_price: 200", "single_price: 400")
    expect(tag).to_have_count(before)
    expect(page.locator(".bench-problems")).not_to_contain_text("passes/coffee10.md")


def test_a_page_that_was_opened_while_building_catches_up(shop: Shop, content: Path, people: Any) -> None:
    """The build ends after the page was read and before it listens: nobody may keep an old page."""
    event = content / "events" / "mokuhan.md"
    page: Page = people(DESK, live=True)
    title = next(row for row in event.read_text("utf-8").splitlines() if row.startswith("title:"))
    held = []

    def hold(route: Route) -> None:
        if not held:
            held.append(route)
            write(event, title, "title: 版画の夜")
            address = f"{shop.url}/events/mokuhan/"
            until(lambda: "版画の夜</h1>" in httpx2.get(address).text, "the new page")
        route.continue_()

    page.route("**/dev/reload?*", hold)
    page.goto(f"{shop.url}/events/mokuhan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("版画の夜")
    assert held


def test_words_change_in_place_and_looks_by_loading_anew(shop: Shop, content: Path, people: Any) -> None:
    """What the reader did on the page stays while only words change; it works on as before."""
    event = content / "events" / "kontolive.md"
    title = next(row for row in event.read_text("utf-8").splitlines() if row.startswith("title:"))
    page: Page = people(DESK, live=True)
    page.goto(f"{shop.url}/events/kontolive/")
    page.evaluate("window.kept = true; window.scrollTo(0, 300)")
    write(event, title, "title: 夜のコント")
    expect(page.get_by_role("heading", level=1)).to_have_text("夜のコント")
    expect(page).to_have_title(re.compile("夜のコント"))
    assert page.evaluate("[window.kept, window.scrollY]") == [True, 300]
    page.get_by_role("button", name=re.compile("1枚増やす")).first.click()
    page.get_by_role("button", name="カートに入れる", exact=True).first.click()
    expect(page.locator("cart-badge")).to_have_text("1")

    look = content.parent / "site" / "styles" / "custom.css"
    look.parent.mkdir(parents=True)
    look.write_text("h1 { letter-spacing: 7px !important; }", "utf-8")
    expect(page.get_by_role("heading", level=1)).to_have_css("letter-spacing", "7px")
    assert page.evaluate("window.kept") is None
