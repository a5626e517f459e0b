"""Who comes by a partner's link buys through that partner, wherever they go in the shop meanwhile (A17)."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, ROOT, Shop, running
from tests.browser.looking import faults, sized
from tests.browser.owning import ask, too_small
from tests.browser.test_journey import confirm
from tests.support.waiting import until

ONLY = "channels: [shiorido]"
"""What the bookshop alone sells; the shop's own page does not."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The sample shop, whose gift vouchers are sold by the bookshop alone, and whose coffee by the shop alone."""
    content = tmp_path_factory.mktemp("partner") / "content"
    shutil.copytree(ROOT / "content", content)
    rewrite(content / "vouchers/gift1000.md", ONLY)
    rewrite(content / "passes/coffee10.md", "channels: [own]")
    with running(tmp_path_factory.mktemp("data"), content) as opened:
        yield opened


def rewrite(file: Path, channels: str) -> None:
    text = file.read_text("utf-8")
    assert "\nchannels:" not in text
    file.write_text(text.replace("\nimage:", f"\n{channels}\nimage:", 1), "utf-8")


def add(page: Page) -> None:
    """Two units of the first thing there is to choose."""
    page.locator("quantity-stepper [data-step='1']").first.click()
    page.get_by_role("button", name="カートに入れる", exact=True).click()
    expect(page.get_by_text("カートに入れました。")).to_be_visible()


def newest(shop: Shop) -> str:
    return str(ask(shop, "GET", "/api/orders")["orders"][0]["channel"])


def test_A17_a_link_is_kept_from_any_page_into_the_order(shop: Shop, people: Any) -> None:
    fan = people()
    fan.goto(f"{shop.url}/faq/?channel=shiorido")
    fan.get_by_role("link", name="もぎり座").first.click()
    fan.wait_for_url(f"{shop.url}/")
    card = fan.locator("a[href*='/vouchers/gift1000/']").first
    with fan.context.expect_page() as tab:
        card.click(modifiers=["Control"])
    new = tab.value
    new.wait_for_url("**/vouchers/gift1000/?channel=shiorido")
    new.close()
    card.click()
    fan.wait_for_url("**/vouchers/gift1000/**")
    expect(fan.locator("add-to-cart")).to_have_attribute("data-state", "on_sale")
    add(fan)

    later = fan.context.new_page()
    later.goto(f"{shop.url}/cart/")
    expect(later.locator("[data-slot=stock]")).to_have_text("")
    expect(later.locator(".cart-line-verdict")).to_be_hidden()
    confirm(later, "山田 花子", "hana@example.com")
    later.locator("button[value=paid]").click()
    expect(later.get_by_role("link", name="チケットを表示する")).to_be_visible()
    assert newest(shop) == "shiorido"
    assert "shiorido" not in later.evaluate("localStorage.getItem('mogiri.cart')"), "the empty cart forgets it"


def test_A17_what_a_partner_does_not_sell_the_shop_itself_does(shop: Shop, people: Any) -> None:
    fan = people()
    fan.goto(f"{shop.url}/passes/coffee10/?channel=shiorido")
    expect(fan.locator("add-to-cart")).to_have_attribute("data-state", "on_sale")
    add(fan)
    fan.goto(f"{shop.url}/cart/")
    confirm(fan, "山田 花子", "ichiro@example.com")
    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する").first).to_be_visible()
    assert newest(shop) == "own"


def test_A17_what_two_sell_is_ordered_one_after_the_other(shop: Shop, people: Any) -> None:
    fan = people()
    fan.goto(f"{shop.url}/vouchers/gift1000/?channel=shiorido")
    add(fan)
    fan.goto(f"{shop.url}/passes/coffee10/")
    add(fan)
    fan.goto(f"{shop.url}/cart/")
    titles = (fan.get_by_role("heading", name=title) for title in ("もぎり座 金券", "コーヒー回数券"))
    theirs, ours = (fan.locator(".cart-line").filter(has=title) for title in titles)
    expect(ours.locator(".cart-line-verdict")).to_contain_text("「もぎり座 金券 1,000円」はしおり堂書店が販売する")
    expect(theirs.locator(".cart-line-verdict")).to_be_hidden()
    assert faults(fan) == []
    fan.goto(f"{shop.url}/confirm/")
    fan.get_by_label("お名前").fill("山田 花子")
    fan.get_by_label("メールアドレス").first.fill("saburo@example.com")
    fan.get_by_role("button", name="注文を確定して支払いに進む").click()
    refused = fan.locator("article").filter(has=fan.get_by_role("heading", name="コーヒー回数券"))
    expect(refused).to_contain_text("そちらを先に")
    fan.goto(f"{shop.url}/cart/")
    ours.get_by_role("button", name="次の注文に回す").click()
    expect(ours).to_have_count(0)
    expect(fan.locator("[data-slot=later]")).to_contain_text("「コーヒー回数券 10杯」は、次のご注文に回しました。")
    confirm(fan, "山田 花子", "saburo@example.com")
    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する").first).to_be_visible()
    assert newest(shop) == "shiorido"
    fan.goto(f"{shop.url}/cart/")
    expect(ours.locator("input")).to_have_value("2")
    expect(ours.locator(".cart-line-verdict")).to_be_hidden()
    confirm(fan, "山田 花子", "saburo@example.com")
    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する").first).to_be_visible()
    assert newest(shop) == "own"


def test_A17_a_name_that_is_no_partners_changes_nothing(shop: Shop, people: Any) -> None:
    fan = people()
    for query in ("", "?channel=nobody", "?channel=%3Cb%3E", "?channel="):
        fan.goto(f"{shop.url}/vouchers/gift1000/{query}")
        expect(fan.locator("add-to-cart")).to_have_attribute("data-state", "closed")
        expect(fan.get_by_role("button", name="カートに入れる", exact=True)).to_be_hidden()
    fan.goto(f"{shop.url}/vouchers/drink/?channel=nobody")
    add(fan)
    fan.goto(f"{shop.url}/cart/")
    confirm(fan, "山田 花子", "jiro@example.com")
    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する").first).to_be_visible()
    assert newest(shop) == "own"


def test_A17_S4_06_the_owner_copies_a_partners_link_and_stops_its_sale(shop: Shop, owner: Page, people: Any) -> None:
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    owner.goto(f"{shop.url}/owner/#selling/kontolive")
    links = owner.locator("[data-slot=links] li", has_text="しおり堂書店")
    expect(links.locator("code")).to_have_text(
        [f"{shop.url}{path}?channel=shiorido" for path in ("/events/kontolive/", "/")]
    )
    links.get_by_role("button").first.click()
    expect(links.get_by_role("button").first).to_have_text("コピーしました")
    link = owner.evaluate("navigator.clipboard.readText()")
    for size in (PHONE, DESK):
        sized(owner, size)
        assert faults(owner) == []
        assert too_small(owner) == []
        assert owner.evaluate("document.documentElement.scrollWidth") <= size["width"]
    fan = people()
    fan.goto(link)
    expect(fan.locator("add-to-cart")).to_have_attribute("data-state", "on_sale")
    theirs = owner.locator(".switches li", has_text="しおり堂書店")
    theirs.get_by_role("button").click()
    expect(theirs).to_contain_text("販売を停止しています")
    until(lambda: fan.reload() and fan.locator("add-to-cart[data-state=paused]").count(), "the page to hear of it")
    fan.goto(f"{shop.url}/events/kontolive/?channel=own")
    expect(fan.locator("add-to-cart")).to_have_attribute("data-state", "on_sale")
    owner.goto(f"{shop.url}/owner/#selling/coffee10")
    expect(owner.locator("#selling [data-slot=back]")).to_have_text("コーヒー回数券 10杯")
    expect(owner.get_by_role("heading", name="提携先に渡すリンク")).to_be_hidden()
