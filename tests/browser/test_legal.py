"""What the law wants to be seen and agreed to before ordering, and the legal pages, in a real browser."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Shop
from tests.browser.looking import faults, sized
from tests.browser.test_journey import put_in_cart


def _to_confirm(page: Page) -> None:
    page.get_by_role("link", name="ご注文内容の確認").click()
    page.wait_for_url("**/confirm/")
    page.get_by_label("お名前").fill("山田 花子")
    page.get_by_label("メールアドレス").fill("hana@example.com")


def test_conditions_of_age_are_read_and_ticked_before_ordering(shop: Shop, people: Any) -> None:
    page = people()
    page.goto(f"{shop.url}/events/mokuhan/")
    page.get_by_role("button", name="一般を1枚増やす").click()
    page.get_by_role("button", name="カートに入れる", exact=True).click()
    page.get_by_role("link", name=re.compile("カート")).first.click()
    _to_confirm(page)
    notes = page.locator("[data-slot=notes]")
    expect(notes).to_contain_text("10歳以上の方に限ります")
    expect(notes).to_contain_text("保護者の同意を得てお申し込みください")
    expect(notes).to_contain_text("最少催行人数4名")
    tick = page.get_by_label("年齢や同伴の条件を確かめました")
    expect(tick).not_to_be_checked()
    place = page.get_by_role("button", name="注文を確定して支払いに進む")
    place.click()
    expect(page.get_by_text("年齢や同伴の条件を確かめて、印をつけてください。")).to_be_visible()
    expect(tick).to_be_focused()
    assert page.url.endswith("/confirm/")
    tick.check()
    place.click()
    page.wait_for_url("**/_stripe/c/pay/**")


def test_without_conditions_nothing_is_asked(shop: Shop, people: Any) -> None:
    page = people()
    put_in_cart(page, shop, adults=1)
    _to_confirm(page)
    expect(page.locator("[data-slot=cancel]")).to_contain_text("キャンセル")
    expect(page.get_by_label("年齢や同伴の条件を確かめました")).to_be_hidden()
    expect(page.locator("[data-slot=resale]")).to_be_hidden()
    act = page.locator(".confirm-act")
    expect(act.get_by_role("link", name="特定商取引法に基づく表記")).to_be_visible()
    page.get_by_role("button", name="注文を確定して支払いに進む").click()
    page.wait_for_url("**/_stripe/c/pay/**")


def test_the_legal_pages_are_reached_from_the_front_page_and_fit_every_screen(shop: Shop, people: Any) -> None:
    page = people()
    page.goto(shop.url)
    page.locator("footer").get_by_role("link", name="特定商取引法に基づく表記", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("特定商取引法に基づく表記")
    for path in ("/legal/tokushoho/", "/legal/privacy/", "/legal/terms/", "/en/legal/tokushoho/"):
        page.goto(f"{shop.url}{path}")
        for size, scheme in ((PHONE, "light"), (DESK, "dark")):
            sized(page, size)
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert faults(page) == []
