"""Money in real browsers: late and failed payments, coupons, cancelling by fan and shop, the waiting list."""

import re
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import Bought, buy, line
from tests.browser.conftest import DESK, PHONE, Shop
from tests.browser.looking import looks_right, sized
from tests.browser.opened import cart_of, signed_in
from tests.support.waiting import until

NIGHT = "20261224-1900"
SECOND_NIGHT = "20261225-1900"
WALKS = iter(["20261202-1100", "20261202-1500", "20261204-1100", "20261204-1500", "20261205-1100", "20261205-1500"])
"""Walks backstage have six places each; every test that sells one out takes the next."""
TWO_DAYS_LATER = "2026-11-24T12:30:00+09:00"


@pytest.fixture
def fan(people: Any) -> Page:
    page: Page = people()
    return page


@pytest.fixture
def owner(shop: Shop, people: Any) -> Page:
    page: Page = people(DESK)
    signed_in(page, shop, "owner")
    return page


def adults(number: int, session: str = NIGHT) -> dict[str, Any]:
    return line("kontolive", number, session, "adult")


def to_payment(page: Page, shop: Shop, email: str, *, adults: int = 2) -> None:
    """From a cart with tickets of the first night to Stripe's page."""
    cart_of(page, shop, ("kontolive", NIGHT, "adult", adults, 3000))
    page.goto(f"{shop.url}/confirm/")
    place(page, email)
    page.wait_for_url("**/_stripe/c/pay/**")


def place(page: Page, email: str) -> None:
    """Fill in who orders, and order."""
    page.get_by_label("お名前").fill("山田 花子")
    page.get_by_label("メールアドレス").fill(email)
    page.locator("[data-slot=place]").click()


def mail_to(shop: Shop, address: str, subject: str) -> dict[str, Any]:
    """The mail to somebody whose subject has these words, once it has come."""

    def find() -> dict[str, Any] | None:
        return next((mail for mail in shop.mails() if mail["to"] == address and subject in mail["subject"]), None)

    return until(find, f"a mail to {address}: {subject}") or {}


def mails_to(shop: Shop, address: str) -> list[str]:
    return [mail["subject"] for mail in shop.mails() if mail["to"] == address]


def left(shop: Shop, item: str, session: str) -> int:
    sessions = httpx2.get(f"{shop.url}/api/stock").json()["items"][item]["sessions"]
    return int(sessions[session]["remaining"])


def told(bought: Bought) -> dict[str, Any]:
    return dict(httpx2.get(bought.url, headers={"Accept": "application/json"}).json())


def number_of(shop: Shop, bought: Bought) -> str:
    return str(httpx2.get(f"{shop.url}/api/orders/{bought.order}").json()["number"])


def seen(page: Page, name: str) -> Any:
    """The field of that label on the screen that is open; others have fields of the same name."""
    return page.get_by_label(name).locator("visible=true")


def test_a_konbini_order_is_paid_two_days_later(shop: Shop, fan: Page) -> None:
    to_payment(fan, shop, "konbini@example.com")
    fan.locator("input[value=konbini]").check()
    fan.locator("button[value=konbini]").click()
    fan.locator("button[value=konbini_paid]").wait_for()
    voucher = fan.url

    due = mail_to(shop, "konbini@example.com", "お支払いのお願い")
    thanks = re.search(rf"{re.escape(shop.url)}/thanks/\S*#order=[\w-]+", due["text"])
    assert thanks, due["text"]
    fan.goto(thanks[0])
    expect(fan.get_by_role("heading", name="お支払い待ち")).to_be_visible()
    said = "まだチケットは発行されていません。11月25日(水) 23:59までに"
    expect(fan.locator("[data-slot=text]")).to_contain_text(said)
    expect(fan.get_by_text("ファミリーマート、ローソン、ミニストップ、セイコーマート")).to_be_visible()
    expect(fan.get_by_role("link", name="お支払い方法を見る")).to_have_attribute("href", voucher)
    assert not any("チケットをお届けします" in subject for subject in mails_to(shop, "konbini@example.com"))
    looks_right(fan)

    shop.at(TWO_DAYS_LATER)
    assert httpx2.post(voucher, data={"outcome": "konbini_paid", "store": "lawson"}).status_code in (200, 303)
    expect(fan.get_by_role("link", name="チケットを表示する")).to_be_visible()
    expect(fan.get_by_role("heading", name="お申し込みありがとうございます")).to_be_visible()
    mail_to(shop, "konbini@example.com", "チケットをお届けします")


def test_the_confirmation_says_how_and_until_when_one_can_pay(shop: Shop, fan: Page) -> None:
    cart_of(fan, shop, ("kontolive", NIGHT, "adult", 1, 3000))
    fan.goto(f"{shop.url}/confirm/")
    row = fan.locator(".six [data-slot=payment]")
    expect(row).to_contain_text("クレジットカード:今すぐ")
    expect(row).to_contain_text("コンビニ:11月25日(水) 23:59まで")
    shop.at("2026-12-22T12:00:00+09:00")
    fan.reload()
    expect(row).to_contain_text("クレジットカード")
    expect(row).not_to_contain_text("コンビニ")


def test_a_konbini_order_that_lapses_can_be_had_again(shop: Shop, fan: Page) -> None:
    to_payment(fan, shop, "lapsed@example.com")
    fan.locator("input[value=konbini]").check()
    fan.locator("button[value=konbini]").click()
    thanks = thanks_of(shop, "lapsed@example.com")
    with fan.expect_response("**/_stripe/konbini/**"):
        fan.locator("button[value=konbini_lapsed]").click()
    fan.goto(thanks)
    expect(fan.get_by_role("heading", name="お支払いの期限が切れました")).to_be_visible()
    looks_right(fan)
    fan.get_by_role("link", name="同じ内容をもう一度申し込む").click()
    expect(fan.locator(".cart-line")).to_have_count(1)
    expect(fan.locator(".cart-line input")).to_have_value("2")


def thanks_of(shop: Shop, email: str) -> str:
    """The thanks page of somebody's order, from the mail."""
    due = mail_to(shop, email, "お支払いのお願い")
    found = re.search(rf"{re.escape(shop.url)}/thanks/\S*#order=[\w-]+", due["text"])
    assert found, due["text"]
    return found[0]


def test_a_declined_card_is_tried_again(shop: Shop, fan: Page) -> None:
    before = left(shop, "kontolive", NIGHT)
    to_payment(fan, shop, "declined@example.com")
    fan.locator("button[value=declined]").click()
    expect(fan.get_by_role("alert").first).to_be_visible()
    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する")).to_be_visible()
    assert left(shop, "kontolive", NIGHT) == before - 2
    mail_to(shop, "declined@example.com", "チケットをお届けします")


def test_the_back_button_keeps_the_cart_and_makes_no_second_order(shop: Shop, fan: Page, owner: Page) -> None:
    before = left(shop, "kontolive", NIGHT)
    to_payment(fan, shop, "back@example.com")
    first = fan.url
    fan.go_back()
    fan.wait_for_url("**/confirm/")
    expect(fan.locator(".six")).to_have_count(1)
    fan.get_by_label("お名前").fill("山田 花子")
    fan.get_by_label("メールアドレス").fill("back@example.com")
    fan.locator("[data-slot=place]").click()
    fan.wait_for_url("**/_stripe/c/pay/**")
    assert fan.url == first, "the same payment"
    assert left(shop, "kontolive", NIGHT) == before - 2
    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する")).to_be_visible()
    owner.goto(f"{shop.url}/owner/#orders?q=back@example.com")
    expect(owner.locator(".orders li")).to_have_count(1)


def test_who_closes_the_tab_after_paying_has_the_ticket_by_mail(shop: Shop, fan: Page) -> None:
    to_payment(fan, shop, "closed@example.com")
    fan.context.route("**/thanks/**", lambda route: route.abort())
    fan.locator("button[value=paid]").click(no_wait_after=True)
    mail = mail_to(shop, "closed@example.com", "チケットをお届けします")
    fan.close()
    address = re.search(rf"{re.escape(shop.url)}/t/[\w-]{{22,}}", mail["text"])
    assert address
    assert httpx2.get(address[0], headers={"Accept": "application/json"}).json()["state"] == "unused"


def test_sold_out_between_cart_and_payment(shop: Shop, fan: Page) -> None:
    walk = next(WALKS)
    cart_of(fan, shop, ("backstage", walk, "adult", 2, 800))
    fan.goto(f"{shop.url}/confirm/")
    fan.locator(".six").wait_for()
    buy(shop, line("backstage", 5, walk, "adult"))
    place(fan, "late@example.com")
    expect(fan.get_by_text("残り1枚です。1枚に変更しますか?")).to_be_visible()
    looks_right(fan)
    sized(fan, PHONE)
    fan.get_by_role("button", name="1枚に変更する").click()
    expect(fan.locator(".six [data-slot=quantity]")).to_have_text("1枚")

    buy(shop, line("backstage", 1, walk, "adult"))
    fan.locator("[data-slot=place]").click()
    expect(fan.locator(".six-error")).to_contain_text("売り切れ")
    fan.get_by_role("link", name="キャンセル待ちに登録").click()
    expect(fan.get_by_role("group", name="キャンセル待ち")).to_be_visible()


def test_passes_are_counted_by_the_book(shop: Shop, fan: Page) -> None:
    fan.goto(f"{shop.url}/passes/coffee10/")
    fan.get_by_role("button", name="コーヒー回数券 10杯を1冊減らす").click()
    fan.get_by_role("button", name="カートに入れる", exact=True).click()
    expect(fan.get_by_text("冊数を選んでください。")).to_be_visible()
    cart_of(fan, shop, ("coffee10", None, None, 3, 3000))
    fan.goto(f"{shop.url}/cart/")
    expect(fan.get_by_text("1回に買えるのは2冊までです。2冊に変更しますか?")).to_be_visible()
    expect(fan.get_by_role("button", name="コーヒー回数券 10杯を1冊増やす")).to_be_visible()
    fan.get_by_role("button", name="2冊に変更する").click()
    expect(fan.locator(".cart-line-verdict")).to_be_hidden()


def test_a_coupon_at_the_checkout(shop: Shop, fan: Page) -> None:
    cart_of(fan, shop, ("kontolive", NIGHT, "adult", 2, 3000))
    fan.goto(f"{shop.url}/confirm/")
    fan.get_by_label("クーポンコード").fill("arigato300")
    fan.get_by_label("クーポンコード").press("Enter")
    expect(fan.locator("[data-slot=applied]")).to_contain_text("300円引き")
    expect(fan.locator("[data-slot=total]")).to_contain_text("5,700円")
    looks_right(fan)
    place(fan, "coupon@example.com")
    fan.wait_for_url("**/_stripe/c/pay/**")
    fan.locator("button[value=paid]").click()
    facts = fan.locator(".thanks-facts")
    expect(facts).to_contain_text("−300円")
    expect(facts).to_contain_text("5,700円")

    fan.goto(f"{shop.url}/confirm/")
    fan.get_by_label("メールアドレス").fill("coupon@example.com")
    fan.get_by_label("クーポンコード").fill("ARIGATO300")
    fan.get_by_role("button", name="適用").click()
    expect(fan.locator("#coupon-error")).not_to_be_empty()
    expect(fan.locator("[data-slot=total]")).to_contain_text("6,000円")
    looks_right(fan)


def test_a_code_that_was_typed_but_not_applied_is_not_ordered_unseen(shop: Shop, fan: Page) -> None:
    cart_of(fan, shop, ("kontolive", NIGHT, "adult", 2, 3000))
    fan.goto(f"{shop.url}/confirm/")
    fan.get_by_label("クーポンコード").fill("ARIGATO300")
    place(fan, "typed@example.com")
    expect(fan.locator("[data-slot=total]")).to_contain_text("5,700円")
    expect(fan.locator("[data-slot=said]")).to_contain_text("もう一度確定してください")
    fan.locator("[data-slot=place]").click()
    fan.wait_for_url("**/_stripe/c/pay/**")


def test_a_fan_cancels(shop: Shop, fan: Page) -> None:
    bought = buy(shop, adults(2))
    before = left(shop, "kontolive", NIGHT)
    shop.at("2026-12-20T12:00:00+09:00")
    fan.goto(bought.url)
    fan.get_by_role("button", name="キャンセルする").click()
    asked = fan.locator("cancel-ticket")
    for words in ("6,000円", "1,800円", "4,200円", "12月23日(水) 23:59", "5〜10営業日"):
        expect(asked).to_contain_text(words)
    looks_right(fan)
    fan.get_by_role("button", name="やめておく").click()
    assert told(bought)["state"] == "unused"

    fan.get_by_role("button", name="キャンセルする").click()
    fan.get_by_role("button", name="キャンセルを確定する").click()
    expect(fan.locator("[data-band-state]")).to_have_text("キャンセル済み")
    expect(fan.locator("svg.qr")).to_have_count(0)
    gone = fan.locator(".ticket-gone")
    expect(gone).to_contain_text("4,200円")
    expect(gone).to_contain_text("1,800円")
    looks_right(fan)
    assert left(shop, "kontolive", NIGHT) >= before + 2, "and what others had held meanwhile"
    email = httpx2.get(f"{shop.url}/api/orders/{bought.order}").json()["email"]
    mail = mail_to(shop, email, "キャンセルを承りました")
    assert "4,200円" in mail["text"]

    fan.goto(f"{shop.url}/thanks/#order={bought.order}")
    expect(fan.get_by_role("heading", name="キャンセルしました")).to_be_visible()
    expect(fan.locator(".thanks-facts")).to_contain_text("4,200円")


def test_after_the_deadline_the_ticket_says_why_it_cannot_be_cancelled(shop: Shop, fan: Page) -> None:
    bought = buy(shop, adults(1))
    shop.at("2026-12-24T00:10:00+09:00")
    fan.goto(bought.url)
    expect(fan.get_by_text("キャンセルも、日程の変更もお受けできません")).to_be_visible()
    expect(fan.get_by_role("button", name="キャンセルする")).to_have_count(0)


def test_without_javascript_a_cancelled_ticket_tells_everything(shop: Shop, people: Any) -> None:
    bought = buy(shop, adults(1))
    reader: Page = people(PHONE, java_script_enabled=False)
    reader.goto(bought.url)
    expect(reader.locator("cancel-ticket .no-script")).to_contain_text("キャンセルにはJavaScriptが必要です")
    answer = httpx2.post(f"{bought.url}/cancel", json={}, headers={"Origin": shop.url})
    assert answer.status_code == 200, answer.text
    reader.reload()
    expect(reader.get_by_text("キャンセル済み")).to_be_visible()
    expect(reader.locator(".ticket-gone")).to_contain_text("3,000円")
    expect(reader.locator("svg.qr")).to_have_count(0)


def test_the_owner_finds_an_order_and_cancels_it(shop: Shop, owner: Page, people: Any) -> None:
    bought = buy(shop, adults(2), name="長谷川 ひとみ")
    number = number_of(shop, bought)
    holder: Page = people()
    holder.goto(bought.url)
    owner.goto(f"{shop.url}/owner/#orders")
    owner.get_by_label("お名前・メール・注文番号").fill("長谷川")
    owner.get_by_role("button", name="探す").click()
    expect(owner.locator(".orders li")).to_have_count(1)
    looks_right(owner)
    sized(owner, DESK)
    owner.get_by_role("link", name=re.compile(number)).click()
    expect(owner.get_by_role("heading", name=number)).to_be_visible()
    expect(owner.get_by_text("変更は、一度キャンセルのうえ再度ご予約ください")).to_be_visible()
    expect(owner.get_by_role("link", name="メールを書く")).to_have_attribute("href", re.compile("^mailto:hana"))
    expect(owner.locator(".timeline")).to_contain_text(["お支払いを確認しました"])
    owner.get_by_role("button", name="注文確認メール再送").click()
    expect(owner.get_by_text("に送りました")).to_be_visible()
    looks_right(owner)

    owner.get_by_role("button", name="予約をキャンセルする").click()
    seen(owner, "キャンセル理由").select_option("other")
    owner.get_by_role("button", name="返金額を確かめる").click()
    expect(owner.locator("#order-detail-error")).to_have_text("「その他」のときは、お客様への説明を書いてください。")
    seen(owner, "お客様への説明").fill("座席の設備が壊れたため")
    owner.get_by_role("button", name="返金額を確かめる").click()
    expect(owner.locator("order-cancel")).to_contain_text("6,000円")
    looks_right(owner)
    owner.get_by_role("button", name="キャンセルして6,000円を返す").click()
    expect(owner.locator(".detail-state")).to_contain_text("座席の設備が壊れたため")
    expect(owner.get_by_role("button", name="予約をキャンセルする")).to_have_count(0)

    expect(holder.locator("[data-band-state]")).to_have_text("キャンセル済み")
    expect(holder.locator(".ticket-gone")).to_contain_text("座席の設備が壊れたため")
    expect(holder.locator("svg.qr")).to_have_count(0)


def call_off(owner: Page, shop: Shop, session: str) -> None:
    """From the item list to the running screen, as the owner goes."""
    owner.goto(f"{shop.url}/owner/")
    owner.get_by_role("link", name=re.compile("年忘れコントライブ")).click()
    owner.get_by_role("link", name="公演を中止する").click()
    expect(owner.get_by_role("heading", name="公演を中止する", level=1)).to_be_visible()
    looks_right(owner)
    owner.get_by_label("日程", exact=False).locator("visible=true").select_option(session)
    seen(owner, "キャンセル理由").select_option("weather")
    seen(owner, "お客様への説明").fill("大雪の見込みのため")
    owner.get_by_role("button", name="対象と金額を確かめる").click()
    typed = owner.get_by_label("確かめのため「年忘れコントライブ」と入力してください")
    start = owner.get_by_role("button", name=re.compile("中止して、"))
    typed.fill("年忘れ")
    expect(start).to_have_attribute("aria-disabled", "true")
    looks_right(owner)
    typed.fill("年忘れコントライブ")
    start.click()
    expect(owner.get_by_role("heading", name="年忘れコントライブ", level=1)).to_be_visible()


def test_the_owner_calls_a_date_off_and_the_money_goes_back(shop: Shop, owner: Page, people: Any) -> None:
    bought = buy(shop, adults(2, SECOND_NIGHT))
    holder: Page = people()
    holder.goto(bought.url)
    call_off(owner, shop, SECOND_NIGHT)
    expect(owner.locator(".run-state")).to_contain_text("返金の開始待ち")
    expect(owner.get_by_role("button", name="止める")).to_be_visible()
    looks_right(owner)
    expect(holder.locator("[data-band-state]")).to_have_text("中止になりました")
    expect(holder.locator("[data-band-note]")).to_contain_text("天候のため")
    expect(holder.locator(".ticket-gone")).to_contain_text("大雪の見込みのため")
    assert httpx2.get(f"{shop.url}/api/orders/{bought.order}").json()["refunded"] == 0, "ten minutes of grace"

    shop.at("2026-11-22T12:11:00+09:00")
    expect(owner.locator(".run-state")).to_contain_text("完了")
    expect(owner.get_by_text("返金できなかった注文はありません。")).to_be_visible()
    expect(owner.get_by_role("button", name="止める")).to_have_count(0)
    looks_right(owner)
    assert httpx2.get(f"{shop.url}/api/orders/{bought.order}").json()["refunded"] == 6000
    holder.reload()
    expect(holder.locator(".ticket-gone")).to_contain_text("返金の手続きが済みました")
    owner.goto(f"{shop.url}/owner/#call-offs")
    expect(owner.locator(".runs li").first).to_contain_text("完了")
    looks_right(owner)


def test_calling_off_can_be_stopped_before_the_money_leaves(shop: Shop, owner: Page, people: Any) -> None:
    bought = buy(shop, adults(1))
    holder: Page = people()
    holder.goto(bought.url)
    call_off(owner, shop, NIGHT)
    expect(holder.locator("[data-band-state]")).to_have_text("中止になりました")
    owner.get_by_role("button", name="止める").click()
    owner.get_by_role("button", name="本当に止める").click()
    expect(owner.locator(".run-state")).to_contain_text("中止を取りやめました")
    holder.reload()
    expect(holder.locator("[data-band-state]")).to_have_text("未使用")
    expect(holder.locator("svg.qr")).to_have_count(1)
    email = httpx2.get(f"{shop.url}/api/orders/{bought.order}").json()["email"]
    mail_to(shop, email, "予定どおり開催します")


def test_the_waiting_list_offers_what_came_back(shop: Shop, fan: Page) -> None:
    walk = next(WALKS)
    other, _ = buy(shop, line("backstage", 4, walk, "adult")), buy(shop, line("backstage", 2, walk, "adult"))
    fan.goto(f"{shop.url}/events/backstage/#waiting={walk}/adult")
    fan.get_by_role("group", name="キャンセル待ち").wait_for()
    looks_right(fan)
    sized(fan, PHONE)
    fan.get_by_label("枚数", exact=True).fill("9")
    fan.get_by_label("メールアドレス").fill("patient@example.com")
    expect(fan.get_by_label("枚数", exact=True)).to_have_value("6")  # the most one person may have
    fan.get_by_label("枚数", exact=True).fill("2")
    fan.get_by_label("メールアドレス").fill("patient@example.com")
    fan.get_by_role("button", name="登録する").click()
    expect(fan.get_by_text("登録しました。")).to_be_visible()

    answer = httpx2.post(f"{other.url}/cancel", json={}, headers={"Origin": shop.url})
    assert answer.status_code == 200, answer.text
    mail = mail_to(shop, "patient@example.com", "お席をご用意できます")
    link = re.search(rf"{re.escape(shop.url)}/events/backstage/#offer=[\w-]+", mail["text"])
    assert link, mail["text"]
    fan.goto("about:blank")
    fan.goto(link[0])
    expect(fan.get_by_text("お席をお取りしています")).to_be_visible()
    looks_right(fan)
    fan.locator("take-offer").get_by_role("link", name="カートを見る").click()
    expect(fan.locator(".cart-line")).to_contain_text("お取りしている席です")
    expect(fan.locator(".cart-line-verdict:visible")).to_have_count(0)
    fan.get_by_role("link", name="ご注文内容の確認").click()
    place(fan, "patient@example.com")
    fan.wait_for_url("**/_stripe/c/pay/**")
    fan.locator("button[value=paid]").click()
    expect(fan.get_by_role("link", name="チケットを表示する")).to_be_visible()

    fan.goto(link[0])
    expect(fan.get_by_text("このお席は、もうお申し込み済みです")).to_be_visible()


def test_an_offer_whose_time_is_over_says_so(shop: Shop, fan: Page) -> None:
    walk = next(WALKS)
    bought = buy(shop, line("backstage", 6, walk, "adult"))
    wish = line("backstage", 2, walk, "adult") | {"email": "slow@example.com", "locale": "ja"}
    assert httpx2.post(f"{shop.url}/api/waiting", json=wish).status_code == 202
    assert httpx2.post(f"{bought.url}/cancel", json={}, headers={"Origin": shop.url}).status_code == 200
    mail = mail_to(shop, "slow@example.com", "お席をご用意できます")
    link = re.search(rf"{re.escape(shop.url)}/events/backstage/#offer=[\w-]+", mail["text"])
    assert link, mail["text"]
    shop.at("2026-11-23T02:00:00+09:00")
    fan.goto(link[0])
    expect(fan.get_by_text("お取りしていた期限が切れました")).to_be_visible()
    looks_right(fan)
