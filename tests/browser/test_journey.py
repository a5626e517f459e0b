"""The whole way in real browsers: find, buy, pay, get the ticket, be stamped, be counted."""

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, Shop
from tests.support.waiting import until

SHOW_TIME = "2026-12-24T18:45:00+09:00"


def put_in_cart(page: Page, shop: Shop, *, adults: int) -> None:
    """From the front page to a cart with tickets for the first night."""
    page.goto(shop.url)
    page.get_by_role("link", name="年忘れコントライブ").first.click()
    for _ in range(adults):
        page.get_by_role("button", name="一般を1枚増やす").click()
    page.get_by_role("button", name="カートに入れる", exact=True).click()
    page.get_by_role("link", name=re.compile("カート")).first.click()


def confirm(page: Page, name: str, email: str) -> None:
    """From the cart to Stripe's page."""
    page.get_by_role("link", name="ご注文内容の確認").click()
    page.wait_for_url("**/confirm/")
    page.get_by_label("お名前").fill(name)
    page.get_by_label("メールアドレス").fill(email)
    page.get_by_role("button", name="注文を確定して支払いに進む").click()
    page.wait_for_url("**/_stripe/c/pay/**")


def join(page: Page, shop: Shop) -> None:
    """Staff begin their shift."""
    page.goto(f"{shop.url}/staff/#code={shop.doors['staff_code']}")
    page.get_by_label("お名前").fill("田中")
    page.get_by_label("係員番号").fill(shop.doors["staff_number"])
    page.get_by_label("暗証番号(4桁)").fill(shop.doors["staff_pin"])
    page.get_by_role("button", name="受付を始める").click()
    expect(page.get_by_text("受付:田中さん")).to_be_visible()


def owner_opens(page: Page, shop: Shop, title: str) -> None:
    """The owner signs in and follows 商品一覧 → item → 「利用状況を見る」 (S0-17)."""
    page.goto(f"{shop.url}/sign-in/#token={shop.doors['owner_token']}")
    page.get_by_role("button", name="サインインする").click()
    expect(page.get_by_role("heading", name="商品一覧")).to_be_visible()
    page.get_by_role("link", name=re.compile(title)).click()
    page.get_by_role("link", name="利用状況を見る").click()


def figures(page: Page) -> dict[str, str]:
    """発行 / 使用済み / 未使用 of the whole item as they stand on the page."""
    total = page.locator("[data-usage-total]")
    return {name: total.locator(f"[data-figure={name}] dd").inner_text() for name in ("issued", "used", "unused")}


def test_S0_17_S3_06_S3_12_from_the_front_page_to_the_owners_count(shop: Shop, people: Any) -> None:
    fan = people()
    put_in_cart(fan, shop, adults=2)
    confirm(fan, "山田 花子", "hana@example.com")

    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する")).to_be_visible()
    expect(fan.get_by_role("heading", name="お申し込みありがとうございます")).to_be_visible()

    mail = until(lambda: next((mail for mail in shop.mails() if mail["to"] == "hana@example.com"), None), "the mail")
    assert mail["subject"] == "【もぎり座】チケットをお届けします(12月24日)"
    address = re.search(rf"{re.escape(shop.url)}/t/[\w-]{{22,}}", mail["text"])
    assert address

    fan.goto(address[0])
    expect(fan.get_by_role("heading", name="年忘れコントライブ")).to_be_visible()
    digits = fan.locator(".ticket").get_by_text(re.compile(r"^\s*\d{3} \d{3}\s*$")).first.inner_text().strip()
    expect(fan.locator("svg.qr").first).to_be_in_viewport()

    owner = people(DESK)
    owner_opens(owner, shop, "年忘れコントライブ")
    expect(owner.locator("[data-usage-total] [data-figure=issued] dd")).to_have_text("2")
    assert figures(owner) == {"issued": "2", "used": "0", "unused": "2"}

    shop.at(SHOW_TIME)
    staff = people()
    join(staff, shop)
    staff.keyboard.type(digits.replace(" ", ""))
    staff.get_by_role("button", name="2名を入場").click()
    expect(staff.get_by_text("入場OK").first).to_be_visible()

    expect(fan.get_by_text(re.compile("使用済み 18:45")).first).to_be_visible()
    expect(owner.locator("[data-usage-total] [data-figure=used] dd")).to_have_text("2")
    assert figures(owner) == {"issued": "2", "used": "2", "unused": "0"}


def test_S4_47_a_phones_camera_opens_the_door_link_in_the_signed_in_browser(shop: Shop, people: Any) -> None:
    fan = people()
    put_in_cart(fan, shop, adults=1)
    confirm(fan, "佐藤", "sato@example.com")
    fan.locator("button[value=paid]").click()
    fan.get_by_role("link", name="チケットを表示する").click()
    fan.wait_for_url("**/t/**")
    ticket = fan.request.get(fan.url, headers={"Accept": "application/json"}).json()

    stranger = people()
    stranger.goto(f"{shop.url}/D/{ticket['door_code']}")
    expect(stranger.get_by_text("係員がこの画面を読み取ります").first).to_be_visible()
    assert "佐藤" not in stranger.content()

    shop.at(SHOW_TIME)
    staff = people()
    join(staff, shop)
    staff.goto(f"{shop.url}/D/{ticket['door_code']}")
    staff.get_by_role("button", name="1名を入場").click()
    expect(fan.get_by_text(re.compile("使用済み 18:45")).first).to_be_visible()


def test_a_wrong_stamp_is_taken_back_and_the_fans_page_follows(shop: Shop, people: Any) -> None:
    fan = people()
    put_in_cart(fan, shop, adults=1)
    confirm(fan, "伊藤", "ito@example.com")
    fan.locator("button[value=paid]").click()
    fan.get_by_role("link", name="チケットを表示する").click()
    fan.wait_for_url("**/t/**")
    ticket = fan.request.get(fan.url, headers={"Accept": "application/json"}).json()

    shop.at(SHOW_TIME)
    staff = people()
    join(staff, shop)
    staff.keyboard.type(ticket["six_digit"])
    staff.get_by_role("button", name="1名を入場").click()
    expect(fan.get_by_text(re.compile("使用済み 18:45")).first).to_be_visible()
    staff.get_by_role("button", name="次の方へ").click()
    undo = staff.locator("door-recent").get_by_role("button").first
    undo.click()
    undo.click()
    expect(fan.get_by_text(re.compile("使用済み 18:45"))).to_have_count(0)
    assert fan.request.get(fan.url, headers={"Accept": "application/json"}).json()["state"] == "unused"


def test_a_declined_card_and_the_way_back_keep_the_cart(shop: Shop, people: Any) -> None:
    fan = people()
    put_in_cart(fan, shop, adults=1)
    confirm(fan, "鈴木", "suzuki@example.com")
    fan.locator("button[value=declined]").click()
    fan.locator("button[value=cancel]").click()
    fan.wait_for_url("**/cart/")
    expect(fan.get_by_role("link", name="年忘れコントライブ")).to_be_visible()
    confirm(fan, "鈴木", "suzuki@example.com")
    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する")).to_be_visible()


def test_a_free_invitation_needs_no_payment(shop: Shop, people: Any) -> None:
    fan = people(language="en-US")
    fan.goto(f"{shop.url}/en/events/rehearsal/")
    fan.get_by_role("button", name="Add to cart").click()
    fan.goto(f"{shop.url}/en/confirm/")
    fan.get_by_role("textbox", name="Name").fill("Robin")
    fan.get_by_label("E-mail address").fill("robin@example.com")
    fan.get_by_role("button", name="Confirm (free)").click()
    fan.get_by_role("link", name="Show ticket").click()
    expect(fan.locator("svg.qr").first).to_be_visible()
    assert fan.locator("html").get_attribute("lang") == "en"


def test_nothing_can_be_pressed_before_it_is_heard(shop: Shop, people: Any) -> None:
    """On a slow line the page is there before its scripts are: an early press would be lost, or send the form."""
    fan = people()
    for late, name, heard in (
        ("quantity-stepper", "一般を1枚増やす", "カートに入れる"),
        ("add-to-cart", "カートに入れる", None),
    ):
        fan.route(f"**/{late}.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        fan.goto(f"{shop.url}/events/kontolive/")
        expect(fan.get_by_role("button", name=name, exact=True)).to_have_css("pointer-events", "none")
        if heard:
            expect(fan.get_by_role("button", name=heard, exact=True)).to_have_css("pointer-events", "auto")


def test_the_button_stays_where_it_is_while_what_is_left_is_looked_up(shop: Shop, people: Any) -> None:
    fan, asked = people(), list[Route]()
    put_in_cart(fan, shop, adults=1)
    fan.route("**/api/stock", lambda route: asked.append(route))
    fan.reload()
    proceed = fan.get_by_role("link", name="ご注文内容の確認")
    expect(fan.get_by_text("残りを確認しています…")).to_be_visible()
    before = proceed.bounding_box()
    until(lambda: asked, "the question")
    fan.unroute("**/api/stock")  # what was held back goes on
    expect(fan.get_by_text("残りを確認しています…")).to_have_count(0)
    assert proceed.bounding_box() == before, "nobody misses it"


def test_sold_out_between_cart_and_payment_is_told_at_its_line(shop: Shop, people: Any) -> None:
    fan = people()
    fan.goto(f"{shop.url}/events/rehearsal/")
    fan.get_by_role("button", name="カートに入れる", exact=True).click()
    fan.goto(f"{shop.url}/confirm/")
    fan.get_by_label("お名前").fill("高橋")
    fan.get_by_label("メールアドレス").fill("takahashi@example.com")
    line = fan.evaluate("JSON.parse(Object.values({...localStorage}).find(v => v.includes('rehearsal')))")
    assert "rehearsal" in str(line)
    sold_out(shop)
    fan.get_by_role("button", name="申し込みを確定する").click()
    expect(fan.get_by_text(re.compile("売り切れ")).first).to_be_visible()


def sold_out(shop: Shop) -> None:
    """Others take every place of the open rehearsal."""
    import httpx2

    stock = httpx2.get(f"{shop.url}/api/stock").json()["items"]["rehearsal"]["sessions"]
    session, about = next(iter(stock.items()))
    ticket = next(iter(about["tickets"]))
    for number in range(about["remaining"]):
        body = {"lines": [{"item": "rehearsal", "session": session, "ticket": ticket, "quantity": 1}],
                "name": "x", "email": f"taker{number}@example.com"}  # fmt: skip
        assert httpx2.post(f"{shop.url}/api/checkout", json=body).status_code == 201
