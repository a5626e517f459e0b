"""The owner's panel 「状態」 in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import buy, line
from tests.browser.conftest import PHONE, Shop
from tests.browser.opened import signed_in
from tests.browser.test_accessibility import looks_right


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_owner_sees_how_the_shop_is_and_what_to_do(shop: Shop, people: Any, lang: str) -> None:
    page: Page = people(PHONE)
    signed_in(page, shop, "owner")
    page.goto(f"{shop.url}{'' if lang == 'ja' else '/en'}/owner/#health")
    lines = page.locator(".health-check")
    expect(lines).to_have_count(9)
    backup = lines.filter(has_text="mogiri backup")
    expect(backup).to_have_attribute("data-level", "bad")
    expect(backup).to_contain_text("バックアップがまだありません" if lang == "ja" else "There is no backup yet")
    expect(page.locator(".owner-nav [aria-current]")).to_have_text("状態" if lang == "ja" else "Condition")
    looks_right(page)


@pytest.mark.browser
def test_the_owner_hands_a_person_their_copy_and_forgets_them(shop: Shop, people: Any) -> None:
    buy(shop, line("coffee10", 1), name="忘れ 名")
    page: Page = people(PHONE)
    signed_in(page, shop, "owner")
    page.goto(f"{shop.url}/owner/#customers")
    page.locator("customer-list").get_by_role("link", name="忘れ 名").first.click()
    person = page.locator("owner-person")
    expect(person.locator("h1")).to_be_focused()
    expect(person).to_contain_text("忘れ 名")
    expect(person).to_contain_text("まだ使えるチケットを")
    with page.expect_download() as copy:
        person.get_by_role("link", name="写しをダウンロード").click()
    assert "忘れ 名" in copy.value.path().read_text("utf-8")
    looks_right(page)
    erase = person.locator("[data-slot=forget]")
    erase.click()
    expect(erase).to_have_text("もう一度押すと完全に消えます")
    erase.click()
    expect(person.locator("[data-slot=done]")).to_have_text("お名前と連絡先を消しました。")
    page.goto(f"{shop.url}/owner/#customers")
    expect(page.locator("customer-list")).not_to_contain_text("忘れ 名")
