"""Papers of an order in a real browser: the receipt, its addressee and its print, and the previews of the mails."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import buy, line
from tests.browser.conftest import DESK, PHONE, Shop
from tests.browser.looking import faults, sized

A4 = {"width": 688, "height": 1017}
"""What the margins leave of A4 at 96 dots an inch."""
LONG = "株式会社 曳舟文化事業振興協会 東京支社 総務部 経理課 舞台芸術助成係"


def bought(shop: Shop) -> str:
    """The address of a receipt."""
    lines = [line("kontolive", 1, "20261224-1900", "adult"), line("coffee10", 1)]
    return buy(shop, *lines).url + "/receipt"


def test_the_addressee_is_on_the_paper_while_it_is_typed_and_stays(shop: Shop, people: Any) -> None:
    page: Page = people(PHONE)
    page.goto(bought(shop))
    paper = page.locator("[data-addressee]")
    field = page.get_by_label("宛名", exact=True)
    page.get_by_role("button", name="この宛名にする").click()
    expect(page.get_by_role("alert")).to_have_text("宛名を入れてください。")
    expect(field).to_be_focused()
    field.fill(LONG)
    expect(paper).to_have_text(f"{LONG} 様")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    field.press("Enter")
    expect(field).to_have_count(0)
    expect(page.get_by_role("button", name="印刷する")).to_be_focused()
    page.reload()
    expect(paper).to_have_text(f"{LONG} 様")
    expect(field).to_have_count(0)


def test_who_comes_second_is_told_that_there_is_a_name(shop: Shop, people: Any) -> None:
    address = bought(shop)
    first, second = people(DESK), people(DESK)
    for page in (first, second):
        page.goto(address)
    for page, name in ((first, "山田商店"), (second, "ほかの店")):
        page.get_by_label("宛名", exact=True).fill(name)
        page.get_by_role("button", name="この宛名にする").click()
        expect(page.get_by_role("button", name="この宛名にする", disabled=False)).to_have_count(int(page is second))
    expect(second.get_by_role("alert")).to_contain_text("宛名はもう入っています")


def test_it_fits_on_one_sheet_without_anything_to_press(shop: Shop, people: Any) -> None:
    page: Page = people(DESK)
    page.goto(bought(shop))
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    sized(page, A4)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_have_text("領収書")
    expect(page.get_by_role("button", name="印刷する")).to_be_hidden()
    expect(page.get_by_label("宛名", exact=True)).to_be_hidden()


def test_without_script_it_is_a_receipt_to_write_the_name_on(shop: Shop, people: Any) -> None:
    page: Page = people(PHONE, java_script_enabled=False)
    page.goto(bought(shop))
    expect(page.get_by_role("heading", level=1)).to_have_text("領収書")
    expect(page.get_by_text("宛名は、印刷してからお書きください。")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ja-JP", "en-US"])
def test_everybody_can_use_them(shop: Shop, people: Any, language: str, scheme: str) -> None:
    page: Page = people(PHONE, language=language, color_scheme=scheme)
    for address in (f"{bought(shop)}?lang={language[:2]}", f"{shop.url}/dev/mails/kontolive/all"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert faults(page) == []


def test_every_mail_can_be_looked_at(shop: Shop, people: Any) -> None:
    page: Page = people(DESK)
    page.goto(f"{shop.url}/dev/")
    page.get_by_role("article", name="年忘れコントライブ").get_by_role("link", name="すべてのメール").click()
    proof = page.get_by_role("article", name=re.compile("お支払いのお願い"))
    proof.get_by_role("link", name="日本語", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("お支払いをお願いします")
    expect(page.get_by_text("ファミリーマート")).to_be_visible()
    page.go_back()
    page.get_by_role("article", name="確認してください: 返金できませんでした").get_by_role(
        "link", name="English", exact=True
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please check: a refund failed")
