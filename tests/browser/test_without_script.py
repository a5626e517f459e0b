"""Up to the cart, and for reading a ticket, no script is needed; and a ticket prints."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Shop
from tests.browser.opened import SHOW_TIME, Opened

COLOURS = "face => [getComputedStyle(face).color, getComputedStyle(document.documentElement).backgroundColor]"


@pytest.fixture(scope="module")
def shop(opened: Opened) -> Iterator[Shop]:
    return opened.shop


@pytest.fixture
def reader(people: Any) -> Page:
    page: Page = people(PHONE, java_script_enabled=False)
    return page


def test_the_programme_can_be_read(shop: Shop, reader: Page) -> None:
    reader.goto(shop.url)
    card = reader.locator(".card", has_text="年忘れコントライブ")
    for words in ("2026年12月24日(木)", "2,000円", "販売中"):
        expect(card).to_contain_text(words)
    reader.get_by_role("link", name="年忘れコントライブ").click()
    expect(reader).to_have_url(f"{shop.url}/events/kontolive/")


def test_S0_01_an_event_tells_dates_prices_venue_state_and_rules(shop: Shop, reader: Page) -> None:
    reader.goto(f"{shop.url}/events/kontolive/")
    main = reader.locator("main")
    seen = main.inner_text()
    for words in ("年忘れコントライブ", "3,000円", "学生", "2,000円", "販売中", "キャンセル料は代金の30%"):
        assert words in seen
    for words in ("2026年12月24日(木)", "18:30 開場", "19:00 開演", "東京都墨田区京島4-12-8"):
        assert words in seen
    for choice, words in zip(reader.locator(".date-choice").all(), ("12月24日(木)", "12月25日(金)"), strict=True):
        expect(choice).to_contain_text(words)
        expect(choice).to_contain_text("19:00")
    expect(reader.get_by_role("button", name="カートに入れる")).to_have_count(0)
    expect(main.locator("quantity-stepper:visible, input:visible")).to_have_count(0)
    expect(main.get_by_text(re.compile("JavaScriptが必要です"))).to_be_visible()
    expect(main.get_by_role("link", name="03-0000-0000")).to_be_visible()


def test_a_calendar_opens_and_names_its_times(shop: Shop, reader: Page) -> None:
    reader.goto(f"{shop.url}/events/backstage/")
    expect(reader.get_by_text("15:00").first).to_be_visible()
    reader.get_by_text("2027年1月", exact=True).click()
    expect(reader.locator("details.month").nth(1).get_by_text("11:00").first).to_be_visible()


@pytest.mark.parametrize(("path", "words"), [("/cart/", "JavaScriptが必要です"), ("/en/cart/", "needs JavaScript")])
def test_the_cart_explains_itself(shop: Shop, reader: Page, path: str, words: str) -> None:
    reader.goto(shop.url + path)
    expect(reader.get_by_text(re.compile(words))).to_be_visible()
    contact = reader.locator("main").get_by_role("link", name="hello@mogiriza.example")
    assert contact.get_attribute("href") == "mailto:hello@mogiriza.example"
    expect(reader.locator("main").get_by_role("link", name="03-0000-0000")).to_be_visible()


def test_a_ticket_shows_all_that_the_door_needs(opened: Opened, reader: Page) -> None:
    opened.shop.at(SHOW_TIME)
    reader.goto(opened.unused.url)
    digits = opened.unused.digits
    expect(reader.locator("svg.qr")).to_be_in_viewport()
    expect(reader.get_by_text(f"{digits[:3]} {digits[3:]}", exact=True)).to_be_visible()
    seen = reader.locator("main").inner_text()
    for words in ("未使用", "年忘れコントライブ", "18:30", "19:00", "もぎり座", "山田 花子 様"):
        assert words in seen
    reader.goto(opened.used.url + "?lang=ja")
    expect(reader.get_by_text("使用済み 18:45")).to_be_visible()


def test_a_ticket_prints_on_one_page(opened: Opened, people: Any) -> None:
    page = people(PHONE, color_scheme="dark")
    page.goto(opened.unused.url)
    page.emulate_media(media="print")
    expect(page.locator("svg.qr")).to_be_visible()
    digits = opened.unused.digits
    expect(page.get_by_text(f"{digits[:3]} {digits[3:]}", exact=True)).to_be_visible()
    for left_out in (".masthead", ".skip-link", ".face-venue a", ".colophon-made"):
        expect(page.locator(f"{left_out}:visible")).to_have_count(0)
    ink, paper = page.locator(".ticket-face").evaluate(COLOURS)
    assert brightness(ink) < 0.3
    assert brightness(paper) > 0.9
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert pages == 1


def brightness(colour: str) -> float:
    """0 black … 1 white, of ``rgb(…)``."""
    return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 765
