"""Writing beside an open page: a save shows by itself, a mistake is told on the page, mending it clears the message."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, ROOT, Shop, running


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
    expect(banner).to_be_in_viewport()
    expect(heading).to_have_text("年越しコントライブ")
    page.goto(shop.url)
    expect(page.get_by_role("link", name="年越しコントライブ").first).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("events/kontolive.md")

    write(event, "price: three thousand", "price: 3100")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.goto(f"{shop.url}/events/kontolive/")
    expect(page.get_by_text("3,100円").first).to_be_visible()
