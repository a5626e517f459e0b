"""The owner's paths of every day by keyboard alone: an order is cancelled, a day closed, a date called off."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.buying import buy, line
from tests.browser.conftest import Shop
from tests.browser.owning import tab_to

NIGHT = "20261224-1900"


def enter(page: Page, name: str) -> None:
    """Go to what has that name by Tab, and press Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_S4_16_S4_45_an_order_is_found_mailed_again_and_cancelled(shop: Shop, owner: Page) -> None:
    bought = buy(shop, line("kontolive", 2, NIGHT, "adult"), name="鍵盤 花子")
    owner.goto(f"{shop.url}/owner/")
    owner.locator("h1:visible").wait_for()
    enter(owner, "注文一覧")
    expect(owner.get_by_role("heading", name="注文一覧")).to_be_focused()
    tab_to(owner, "q")
    owner.keyboard.type("鍵盤")
    owner.keyboard.press("Enter")
    row = owner.locator(".orders a")
    expect(row).to_have_count(1)
    for _ in range(12):
        owner.keyboard.press("Tab")
        if owner.evaluate("document.activeElement.closest('.orders') !== null"):
            break
    owner.keyboard.press("Enter")
    expect(owner.locator("order-detail h1:visible")).to_be_focused()
    enter(owner, "注文確認メール再送")
    expect(owner.locator("[data-slot=sent]")).to_be_visible()
    enter(owner, "予約をキャンセルする")
    tab_to(owner, "reason")
    owner.keyboard.press("ArrowDown")
    enter(owner, "返金額を確かめる")
    sure = owner.locator("order-cancel [data-part=sure]")
    expect(sure).to_contain_text("6,000円")
    for _ in range(6):
        owner.keyboard.press("Tab")
        if owner.evaluate("document.activeElement.dataset.slot") == "confirm":
            break
    owner.keyboard.press("Enter")
    expect(owner.locator("order-detail [data-slot=status]")).to_have_text(re.compile("キャンセル済み|返金済み"))
    fan: Any = owner.context.request.get(bought.url, headers={"Accept": "application/json"}).json()
    assert fan["state"] == "cancelled"


def test_S4_07_S4_17_a_day_is_closed_and_called_off(shop: Shop, owner: Page) -> None:
    buy(shop, line("mokuhan", 1, "20270116-1300", "adult"))
    owner.goto(f"{shop.url}/owner/#item/mokuhan")
    expect(owner.locator("[data-item-sessions] li")).to_have_count(2)
    enter(owner, "販売の停止と休日設定")
    expect(owner.get_by_role("heading", name="販売の停止と休日設定")).to_be_focused()
    enter(owner, "休みにする")
    expect(owner.locator("[data-slot=question]")).to_be_focused()
    enter(owner, "休みにしない")
    enter(owner, "休みにする")
    enter(owner, "キャンセルしてお知らせする")
    expect(owner.get_by_role("heading", name="公演を中止する").first).to_be_focused()
    tab_to(owner, "reason")
    owner.keyboard.press("ArrowDown")
    enter(owner, "対象と金額を確かめる")
    expect(owner.locator("call-off [data-slot=refund]")).to_have_text("4,800円")
    tab_to(owner, "confirm")
    owner.keyboard.type("自分の切符をつくる木版画教室")
    for _ in range(3):
        owner.keyboard.press("Tab")
        if owner.evaluate("document.activeElement.dataset.slot") == "start":
            break
    owner.keyboard.press("Enter")
    expect(owner.locator("call-off-run [data-slot=title]")).to_have_text("自分の切符をつくる木版画教室")
    expect(owner.get_by_role("button", name="止める")).to_be_visible()
