"""The owner on the day itself: what happens now comes first, one button leads everywhere, and one can leave."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.buying import buy, line, stamp
from tests.browser.conftest import DESK, PHONE, TABLET, Shop
from tests.browser.looking import looks_right, sized
from tests.browser.opened import SHOW_TIME, signed_in
from tests.browser.owning import ask, tab_to, too_small

NIGHT = "20261224-1900"


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_S0_07_this_day_comes_first_and_one_button_leads_everywhere_by_keyboard(
    shop: Shop, people: Any, size: dict[str, int]
) -> None:
    show = buy(shop, line("kontolive", 3, NIGHT, "adult"))
    shop.at(SHOW_TIME)
    stamp(shop, show, 2)
    owner = people(size)
    signed_in(owner, shop, "owner")
    owner.goto(f"{shop.url}/owner/")
    today = owner.locator(".today-session", has_text="年忘れコントライブ")
    told = next(item for item in ask(shop, "GET", "/api/usage")["items"] if item["id"] == "kontolive")
    night = next(session for session in told["sessions"] if session["id"] == NIGHT)
    for name in ("issued", "used", "unused"):
        expect(today.locator(f"[data-figure={name}] dd")).to_have_text(str(night[name]))
    assert (
        today.locator("[data-figure=issued] dd").evaluate("(each) => parseFloat(getComputedStyle(each).fontSize)") > 40
    )
    expect(owner.locator(".items-kind").first).to_have_text("イベント")
    looks_right(owner)
    sized(owner, size)

    menu = owner.get_by_role("button", name="メニュー 商品一覧")
    expect(owner.get_by_role("link", name="分析")).to_be_hidden()
    menu.focus()
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("link", name="分析")).to_be_visible()
    assert too_small(owner) == []
    owner.keyboard.press("Escape")
    expect(owner.get_by_role("link", name="分析")).to_be_hidden()
    expect(menu).to_be_focused()
    owner.keyboard.press("Enter")
    tab_to(owner, "回数券")
    looks_right(owner)
    sized(owner, size)
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("heading", name="回数券・引換券")).to_be_focused()
    expect(owner.get_by_role("button", name="メニュー 回数券")).to_be_visible()
    looks_right(owner)

    sized(owner, size)
    owner.goto(f"{shop.url}/owner/#item/kontolive/usage")
    expect(owner.locator(".usage-arrivals:visible rect")).to_have_count(1)
    shop.at("2026-12-24T19:30:00+09:00")
    owner.goto(f"{shop.url}/owner/#analysis?item=kontolive")
    expect(owner.locator("[data-slot=types] tbody th")).to_have_text(["一般"])
    expect(owner.locator("[data-slot=events] tbody tr")).to_have_count(1)
    assert owner.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_statement_can_be_read_on_a_phone_and_printed_on_one_page(shop: Shop, people: Any) -> None:
    show = buy(shop, line("kontolive", 2, NIGHT, "adult"))
    shop.at(SHOW_TIME)
    stamp(shop, show, 2)
    owner = people(PHONE)
    signed_in(owner, shop, "owner")
    owner.goto(f"{shop.url}/owner/#statement?month=2026-12")
    total = ask(shop, "GET", "/api/statement?month=2026-12")["total"]
    expect(owner.locator("[data-slot=net]")).to_have_text(f"{total:,}円")
    own = owner.locator(".statement tbody tr", has_text="自分のお店")
    labels = own.locator("td").evaluate_all("(all) => all.map((each) => getComputedStyle(each, '::before').content)")
    assert [label.strip('"') for label in labels][:2] == ["ご利用分", "ご来場なし"]
    assert owner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    right = own.locator("td").evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().right)")
    assert max(right) <= PHONE["width"], "no figure is cut off"
    owner.emulate_media(media="print")
    expect(owner.locator(".owner-nav")).to_be_hidden()
    expect(owner.get_by_role("button", name="印刷する")).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", owner.pdf(format="A4"))) == 1


def test_partners_are_called_by_their_names_and_one_can_sign_out(shop: Shop, people: Any) -> None:
    owner = people(DESK)
    signed_in(owner, shop, "owner")
    owner.goto(f"{shop.url}/owner/#selling/kontolive")
    partner = owner.locator(".switches li", has_text="しおり堂書店")
    expect(partner.locator(".switch-note")).to_have_text("販売しています / お客様への連絡は先方から")
    owner.goto(f"{shop.url}/owner/#accounts")
    owner.get_by_role("button", name="この端末からサインアウトする").click()
    expect(owner.get_by_role("heading", name="続けるにはサインインが必要です")).to_be_visible()
    owner.goto(f"{shop.url}/owner/#customers")
    expect(owner.get_by_role("heading", name="続けるにはサインインが必要です")).to_be_visible()


def test_a_screen_that_waits_says_so_and_one_without_connection_too(shop: Shop, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, locale="ja-JP")  # type: ignore[arg-type]
    owner = context.new_page()  # unwatched: the console tells of the connection that is not there
    signed_in(owner, shop, "owner")
    held: list[Any] = []
    owner.route("**/api/orders?*", lambda route: held.append(route))
    owner.goto(f"{shop.url}/owner/#orders")
    expect(owner.locator("order-list")).to_have_attribute("data-waiting", "読み込んでいます…")
    held[0].continue_()
    expect(owner.locator("order-list")).not_to_have_attribute("data-waiting", "読み込んでいます…")
    owner.unroute("**/api/orders?*")
    owner.route("**/api/usage*", lambda route: route.fulfill(status=503, body=""))
    owner.add_init_script("EventSource = function () { return Object.assign(new EventTarget(), { close() {} }); }")
    owner.goto("about:blank")
    owner.goto(f"{shop.url}/owner/")
    expect(owner.locator("[data-updated]")).to_have_text("通信できません。少し待って、もう一度お試しください。")
    expect(owner.get_by_text("読み込んでいます…")).to_have_count(0)
    owner.unroute("**/api/usage*")
    owner.get_by_role("button", name="今すぐ更新").click()
    expect(owner.get_by_role("heading", name="商品一覧")).to_be_visible()
    context.close()
