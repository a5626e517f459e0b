"""The owner's panel 「状態」 in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

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
