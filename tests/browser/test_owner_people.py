"""Tags on the customers' screens: by keyboard, on a phone and on a tablet."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import buy, line
from tests.browser.conftest import DESK, PHONE, TABLET, Shop
from tests.browser.looking import looks_right, sized
from tests.browser.opened import signed_in
from tests.browser.owning import ask, cells, rows, tab_to, too_small


def test_S3_28_chosen_customers_get_a_tag_and_a_tag_finds_them_and_sends_to_them(shop: Shop, owner: Page) -> None:
    for name in ("札 一郎", "札 二郎", "札 三郎"):
        buy(shop, line("coffee10", 1), name=name)
    owner.goto(f"{shop.url}/owner/#customers?q=札")
    expect(rows(owner)).to_have_count(3)
    for name in ("札 一郎", "札 二郎"):
        owner.get_by_label(f"{name}さんを選ぶ").check()
    field = owner.get_by_label("選んだ2人にタグをつける")
    tab_to(owner, "add")
    owner.keyboard.type("常連")
    owner.keyboard.press("Enter")
    expect(owner.get_by_text("2人に「常連」をつけました。")).to_be_visible()
    expect(field).to_be_focused()
    looks_right(owner)
    sized(owner, DESK)
    owner.locator("#customers select[name=tag]").select_option("常連")
    expect(rows(owner)).to_have_count(2)
    assert cells(owner, "tags") == ["常連", "常連"]
    owner.get_by_role("link", name="札 一郎").click()
    expect(owner.get_by_role("heading", name="この人のデータ")).to_be_focused()
    tab_to(owner, "add")
    owner.keyboard.type("取材")
    owner.keyboard.press("Enter")
    expect(owner.locator("#person .tag")).to_have_text(["常連 ×", "取材 ×"])
    owner.get_by_role("button", name="タグ「取材」を外す").focus()
    owner.keyboard.press("Enter")
    expect(owner.get_by_text("「取材」を外しました。")).to_be_visible()
    looks_right(owner)
    sized(owner, DESK)
    assert ask(shop, "GET", "/api/tags")["tags"] == [{"name": "常連", "customers": 2}]
    owner.goto(f"{shop.url}/owner/#send/thanks300")
    choice = owner.locator("#send select[name=tag]")
    expect(choice.locator("option")).to_have_count(2)
    with owner.expect_request(lambda asked: "send" in asked.url and "常連" in (asked.post_data or "")):
        choice.select_option("常連")
    expect(owner.locator("[data-slot=count]:visible")).to_contain_text("0人に届きます。")


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_a_person_with_many_tags_fits_every_device(shop: Shop, people: Any, size: dict[str, int]) -> None:
    owner = people(size, "en-GB")
    signed_in(owner, shop, "owner")
    buy(shop, line("coffee10", 1), name="Many Words")
    known = ask(shop, "GET", "/api/customers?q=many")["customers"][0]["id"]
    many = [f"a tag of some length {number}" for number in range(12)]
    ask(shop, "POST", "/api/customers/tags", json={"ids": [known], "add": [*many, "w" * 40]})
    for screen in (f"person/{known}", "customers?q=many"):
        owner.goto("about:blank")
        owner.goto(f"{shop.url}/en/owner/#{screen}")
        owner.locator(".tag:visible").first.wait_for()
        assert owner.evaluate("document.documentElement.scrollWidth") <= size["width"], screen
        assert too_small(owner) == [], screen
