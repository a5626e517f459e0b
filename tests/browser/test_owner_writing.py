"""What the owner writes: a message from an order, a coupon at a time; and how the shop is reached everywhere."""

import re
from typing import Any

import httpx2
from playwright.sync_api import Page, Route, expect

from tests.browser.buying import Bought, buy, line
from tests.browser.conftest import DESK, PHONE, Shop
from tests.browser.looking import looks_right, sized
from tests.browser.owning import too_small
from tests.support.waiting import until


def about(shop: Shop, bought: Bought) -> dict[str, Any]:
    """The order as its fan sees it."""
    return dict(httpx2.get(f"{shop.url}/api/orders/{bought.order}").json())


def adult(shop: Shop, name: str = "長谷川 ひとみ") -> Bought:
    return buy(shop, line("kontolive", 1, "20261224-1900", "adult"), name=name)


def test_S4_23_S4_25_from_an_order_the_guest_is_written_to_and_told_how_to_change(shop: Shop, owner: Page) -> None:
    order = about(shop, adult(shop))
    number, address = order["number"], order["email"]
    sized(owner, PHONE)
    owner.goto(f"{shop.url}/owner/#order/{number}")
    expect(owner.get_by_role("link", name="メールを書く")).to_have_attribute("href", re.compile(f"^mailto:{address}"))
    script = owner.get_by_label("変更は、一度キャンセルのうえ再度ご予約ください")
    expect(script.get_by_role("link")).to_have_attribute("href", f"{shop.url}/events/kontolive/")
    expect(owner.get_by_role("button", name="日程を変更")).to_have_count(0)
    owner.get_by_role("button", name="メッセージを送る").click()
    expect(owner.get_by_label("本文")).to_be_focused()
    expect(owner.get_by_label("件名")).to_have_value(f"ご注文 {number} について")
    owner.get_by_role("button", name="メールを送る").click()
    expect(owner.get_by_text("本文を入力してください。")).to_be_visible()
    owner.get_by_label("本文").fill("傘をお預かりしています。")
    looks_right(owner)
    small = [each for each in too_small(owner) if "message-" in each or "data-slot" in each]
    assert small == []
    owner.get_by_role("button", name="メールを送る").click()
    expect(owner.locator("order-message [data-slot=done]")).to_contain_text(f"{address} に送りました")
    expect(owner.locator("[data-slot=messages] li")).to_contain_text(["傘をお預かりしています。"])
    expect(owner.locator("[data-slot=events] li").first).to_contain_text("お客様にメッセージを書きました")
    mail = until(lambda: next((each for each in shop.mails() if "傘をお預かり" in each["text"]), None), "the message")
    assert (mail["to"], mail["subject"]) == (address, f"ご注文 {number} について")


def test_S4_24_S4_44_a_partners_guest_is_contacted_as_its_plan_says(shop: Shop, owner: Page) -> None:
    order = about(shop, buy(shop, line("kontolive", 1, "20261224-1900", "adult"), channel="shiorido", phone="090-1"))
    page, again = f"{shop.url}/owner/#order/{order['number']}", owner.get_by_role("button", name="注文確認メール再送")
    owner.set_viewport_size(PHONE)  # type: ignore[arg-type]
    owner.goto(page)
    expect(owner.get_by_role("link", name="窓口に連絡する")).to_have_attribute("href", re.compile("^mailto:shiorido@"))
    expect(again).to_be_disabled()
    expect(again).to_have_accessible_description(
        "この注文はしおり堂書店で受け付けました。お客様への連絡と再送は、しおり堂書店の窓口へお願いします。"
    )
    for role, name in (("link", "メールを書く"), ("link", "電話をかける"), ("button", "メッセージを送る")):
        expect(owner.get_by_role(role, name=name)).to_have_count(0)  # type: ignore[arg-type]
    looks_right(owner)

    def shares(route: Route) -> None:
        told = route.fetch().json()
        contact = told["contact"] | {"email": order["email"], "phone": "090-1", "shares_contact": True}
        route.fulfill(json=told | {"email": order["email"], "contact": contact})

    owner.route(f"**/api/orders/{order['number']}*", shares)
    owner.reload()
    expect(
        owner.get_by_text("この注文はしおり堂書店で受け付けました。お客様の連絡先は、店も使えます。")
    ).to_be_visible()
    expect(owner.get_by_role("link", name="メールを書く")).to_have_attribute(
        "href", re.compile(f"^mailto:{order['email']}")
    )
    expect(owner.get_by_role("link", name="窓口に連絡する")).to_be_visible()
    expect(owner.get_by_role("button", name="メッセージを送る")).to_be_visible()
    expect(again).to_be_enabled()


def test_S2_02_a_coupon_is_planned_and_called_off(shop: Shop, owner: Page) -> None:
    owner.goto(f"{shop.url}/owner/#send/thanks300")
    owner.get_by_label("メールアドレスを指定する").check()
    owner.get_by_label("メールアドレス", exact=True).locator("visible=true").fill("taro@example.com")
    owner.get_by_label("日時を決めて送る").check()
    owner.get_by_role("button", name="メールを確かめる").click()
    expect(owner.get_by_text("日時を入力してください。")).to_be_visible()
    owner.get_by_label("日時", exact=True).fill("2026-12-24T10:00")
    owner.get_by_role("button", name="メールを確かめる").click()
    owner.get_by_role("button", name="この日時に送る").click()
    expect(owner.locator("coupon-send [data-slot=done]")).to_have_text("12月24日(木) 10:00 に送る予定にしました。")
    planned = owner.locator("planned-sendings li")
    expect(planned).to_contain_text(["送信待ち。いまの条件では1人に届きます。"])
    looks_right(owner)
    sized(owner, DESK)
    planned.get_by_role("button", name="取りやめる").click()
    planned.get_by_role("button", name="本当に取りやめる").click()
    expect(planned).to_contain_text(["だれにも送っていません"])
    expect(planned.get_by_role("button")).to_have_count(0)
    assert not [mail for mail in shop.mails() if mail["to"] == "taro@example.com"]


def test_S4_50_S4_62_how_to_reach_the_shop_stands_wherever_somebody_may_need_it(shop: Shop, people: Any) -> None:
    bought = adult(shop)
    address = about(shop, bought)["email"]
    mail = until(lambda: next((m for m in shop.mails() if m["to"] == address), None), "the mail")
    page = {"Accept": "text/html"}
    places = {
        "mail as text": mail["text"],
        "mail": mail["html"],
        "ticket": httpx2.get(bought.url, headers=page).text,
        "staff": httpx2.get(f"{shop.url}/staff/").text,
        "legal": httpx2.get(f"{shop.url}/legal/tokushoho/").text,
        "sign-in": httpx2.get(f"{shop.url}/sign-in/").text,
        "owner": httpx2.get(f"{shop.url}/owner/").text,
    }
    for name, text in places.items():
        for fact in ("hello@mogiriza.example", "03-0000-0000", "水曜〜日曜 11:00–19:00"):
            assert fact in text, (name, fact)
    for name in ("sign-in", "owner"):
        assert "登録したアドレスがわからないときは" in places[name], "who forgot the address asks the shop (S4-50)"
    staff: Page = people()
    staff.goto(f"{shop.url}/staff/")
    expect(staff.get_by_role("link", name="03-0000-0000")).to_have_attribute("href", "tel:0300000000")
    staff.goto(f"{shop.url}/owner/")
    expect(staff.get_by_role("link", name="hello@mogiriza.example")).to_be_visible()
    looks_right(staff)
