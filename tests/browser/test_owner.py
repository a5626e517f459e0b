"""The owner's histories, lists, direct issue and coupons in a real browser, by touch and by keyboard."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import buy, line, stamp
from tests.browser.conftest import DESK, PHONE, TABLET, Shop
from tests.browser.looking import looks_right, sized
from tests.browser.opened import SHOW_TIME, signed_in
from tests.browser.owning import ask, cells, heads, rows, tab_to, too_small
from tests.support.waiting import until

NIGHT = "20261224-1900"


def test_S1_22_a_pass_is_issued_by_way_of_its_holders(shop: Shop, owner: Page) -> None:
    owner.goto(f"{shop.url}/owner/#passes")
    coffee = owner.locator(".shelf li", has_text="コーヒー回数券")
    expect(coffee.locator("dt")).to_have_text(["発行人数", "利用回数", "残り回数", "期限切れ", "売上"])
    coffee.get_by_role("link", name="発行人数").click()
    expect(owner.get_by_role("heading", name="コーヒー回数券")).to_be_focused()
    new = owner.get_by_role("link", name="+新規発行")
    heading = owner.get_by_role("heading", name="コーヒー回数券").bounding_box()
    box = new.bounding_box()
    assert box
    assert heading
    assert box["x"] > heading["x"] + heading["width"], "upper right"
    new.click()
    expect(owner.get_by_role("heading", name="直接発行")).to_be_visible()
    expect(owner.get_by_label("発行するもの")).to_have_value("coffee10")
    owner.get_by_role("button", name="保存").click()
    expect(owner.locator("#issue-email-error")).not_to_be_empty()
    expect(owner.get_by_label("お客様のメールアドレス")).to_be_focused()
    looks_right(owner)
    sized(owner, DESK)
    owner.get_by_label("お客様のメールアドレス").fill("taro@example.com")
    owner.get_by_label("お名前").locator("visible=true").fill("招待 太郎")
    owner.get_by_label("メモ").fill("開店祝い")
    owner.get_by_role("button", name="保存").click()
    expect(owner.locator("direct-issue [data-slot=done]")).to_contain_text("招待 太郎さんに")
    until(lambda: any(mail["to"] == "taro@example.com" for mail in shop.mails()), "the mail")
    owner.locator("direct-issue .crumbs a").click()
    expect(rows(owner)).to_have_count(1)
    assert (cells(owner, "customer"), cells(owner, "left")) == (["招待 太郎"], ["10 / 10回"])
    assert cells(owner, "note") == ["開店祝い"]
    looks_right(owner)


def test_S1_09_S1_32_what_can_be_done_with_a_pass_is_reached_from_the_list(shop: Shop, owner: Page) -> None:
    mine = buy(shop, line("coffee10", 1), name="佐藤 一郎")
    buy(shop, line("coffee10", 1), name="鈴木 さくら")
    httpx2.post(mine.url + "/stamps", json={"units": 3})
    owner.goto(f"{shop.url}/owner/#passes")
    owner.get_by_role("button", name="新規作成").click()
    expect(owner.locator("#passes-pattern pre")).to_contain_text("uses: 10")
    coffee = owner.locator(".shelf:visible li", has_text="コーヒー回数券")
    expect(coffee.get_by_role("link", name="+新規発行")).to_have_attribute("href", "#issue/coffee10")
    coffee.get_by_role("link", name="利用履歴").click()
    expect(rows(owner)).to_have_count(1)
    assert owner.get_by_label("商品").locator("visible=true").input_value() == "coffee10"
    assert cells(owner, "customer") == ["佐藤 一郎"]
    assert cells(owner, "units") == ["3回"]
    owner.get_by_label("1回毎に表示").check()
    expect(rows(owner)).to_have_count(3)
    owner.go_back()
    expect(rows(owner)).to_have_count(1)
    owner.goto(f"{shop.url}/owner/#holders/coffee10")
    holder = rows(owner).filter(has_text="佐藤 一郎")
    holder.get_by_role("link", name="利用履歴").click()
    expect(owner.get_by_text(f"{mine.ticket['id']}だけを表示しています。")).to_be_visible()
    expect(rows(owner)).to_have_count(1)


def test_S2_34_S2_37_S2_38_two_tabs_a_place_of_use_and_the_csv(shop: Shop, owner: Page, tmp_path: Path) -> None:
    ask(shop, "POST", "/api/coupons/thanks300/send", json={"to": ["coupon@example.com"]})
    show = buy(shop, line("kontolive", 2, NIGHT, "adult"), name="山田 花子")
    tapped = buy(shop, line("coffee10", 1), name="田中 美咲")
    httpx2.post(tapped.url + "/stamps", json={"units": 1})
    shop.at(SHOW_TIME)
    stamp(shop, show, 1)
    owner.goto(f"{shop.url}/owner/#recipients")
    tabs = owner.locator(".tabs:visible a")
    expect(tabs).to_have_text(["配信先毎の利用状況", "利用履歴"])
    expect(rows(owner)).not_to_have_count(0)
    assert heads(owner) == [
        "券・クーポンID", "タイトル", "顧客ID", "顧客名", "配信日", "確認日", "共有元", "最終利用日", "利用回数",
    ]  # fmt: skip
    row = rows(owner).filter(has_text="山田 花子")
    row.get_by_role("button").click()
    expect(owner.locator(".ledger-times:visible li")).to_have_count(1)
    looks_right(owner)
    tabs.get_by_text("利用履歴").click()
    expect(owner.get_by_role("heading", name="利用履歴")).to_be_focused()
    expect(rows(owner)).not_to_have_count(0)
    assert heads(owner)[:7] == [
        "券・クーポンID", "タイトル", "顧客ID", "顧客名", "使用場所(管理者ID)", "使用場所(管理者名)", "利用日時",
    ]  # fmt: skip
    owner.get_by_label("使用場所", exact=True).select_option(label="(空欄)")
    owner.wait_for_url("**place=blank")
    expect(rows(owner).filter(has_text="田中 美咲")).to_have_count(1)
    staff = owner.locator(".ledger:visible td[data-name=staff]")
    expect(staff.filter(has_text="田中")).to_have_count(0)
    until(lambda: set(cells(owner, "staff")) == {"—"}, "uses by nobody of the staff only")
    owner.get_by_label("使用場所", exact=True).select_option(label="田中")
    expect(rows(owner)).to_have_count(1)
    expect(owner.locator(".ledger:visible td[data-name=customer]")).to_have_text(["山田 花子"])
    owner.evaluate("dispatchEvent(new Event('beforeprint'))")
    owner.emulate_media(media="print")
    expect(owner.locator(".ledger:visible th").first).to_be_visible()
    expect(owner.locator(".filter:visible .field:visible")).to_have_text([re.compile("使用場所")])
    expect(tabs.first).to_be_hidden()
    owner.emulate_media(media="screen")
    with owner.expect_download() as download:
        owner.get_by_role("link", name="CSVダウンロード").locator("visible=true").click()
    file = tmp_path / "uses.csv"
    download.value.save_as(file)
    assert download.value.suggested_filename == "uses-20261224.csv"
    found = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))
    assert [(each["顧客名"], each["使用場所(管理者名)"]) for each in found] == [("山田 花子", "田中")], (
        "the filter applies"
    )
    looks_right(owner)


def test_S2_03_the_list_of_coupons_and_its_pattern_by_keyboard_alone(shop: Shop, owner: Page) -> None:
    owner.goto(f"{shop.url}/owner/#coupons")
    expect(owner.locator(".shelf:visible li")).not_to_have_count(0)
    new = owner.get_by_role("button", name="新規クーポン作成")
    blue = new.evaluate("(each) => getComputedStyle(each).backgroundColor")
    red, _, rest = blue.removeprefix("rgb(").partition(", ")
    assert int(red) < int(rest.rstrip(")").split(", ")[1]), f"blue: {blue}"
    tab_to(owner, "新規クーポン作成")
    owner.keyboard.press("Enter")
    expect(owner.locator("#coupons-pattern h2")).to_be_focused()
    expect(owner.locator("#coupons-pattern pre")).to_contain_text("benefit: {type: amount_off")
    looks_right(owner)
    tab_to(owner, "クーポンを送る")
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("heading", name="クーポンを送る")).to_be_focused()
    tab_to(owner, "who")
    owner.keyboard.press("ArrowDown")
    tab_to(owner, "addresses")
    owner.keyboard.type("keys@example.com")
    expect(owner.locator("[data-slot=count]:visible")).to_have_text("1人に届きます。")
    tab_to(owner, "メールを確かめる")
    owner.keyboard.press("Enter")
    expect(owner.locator("[data-slot=text]:visible")).to_contain_text("300円引き")
    looks_right(owner)
    tab_to(owner, "1人に送る")
    owner.keyboard.press("Enter")
    expect(owner.locator("coupon-send [data-slot=done]")).to_have_text("1人にクーポンを送りました。")
    until(lambda: any(mail["to"] == "keys@example.com" for mail in shop.mails()), "the coupon")


def test_a_segment_is_counted_while_it_is_described(shop: Shop, owner: Page) -> None:
    body = {"lines": [line("coffee10", 1)], "name": "同意 した", "email": "agreed@example.com", "marketing": True}
    placed = httpx2.post(f"{shop.url}/api/checkout", json=body).json()
    httpx2.post(placed["url"], data={"outcome": "paid"})
    until(lambda: ask(shop, "GET", "/api/customers?q=agreed")["customers"], "the customer")
    owner.goto(f"{shop.url}/owner/#send/thanks300")
    count = owner.locator("[data-slot=count]:visible")
    expect(count).to_contain_text("1人に届きます。")
    owner.get_by_label("ご来店の日数(以上)").fill("1")
    expect(count).to_contain_text("0人に届きます。")
    owner.get_by_label("ご来店の日数(以上)").fill("")
    owner.get_by_label("買ったもの").select_option("coffee10")
    expect(count).to_contain_text("1人に届きます。")
    owner.get_by_role("button", name="メールを確かめる").click()
    owner.get_by_role("button", name="自分に見本を送る").click()
    expect(owner.locator("[data-slot=tested]")).to_contain_text("見本を送りました")
    assert not ask(shop, "GET", "/api/recipients?item=thanks300&q=agreed")["recipients"]


def test_S2_45_customers_with_shares_and_referrals_and_the_chosen_get_a_coupon(shop: Shop, owner: Page) -> None:
    buy(shop, line("coffee10", 1), name="選ばれる人")
    owner.goto(f"{shop.url}/owner/#customers?q=選ばれる人")
    expect(rows(owner)).to_have_count(1)
    assert {"クーポン共有数", "友だち紹介数"} <= set(heads(owner))
    looks_right(owner)
    owner.get_by_label("選ばれる人さんを選ぶ").check()
    owner.get_by_role("link", name="選んだ1人にクーポンを送る").click()
    expect(owner.get_by_label("メールアドレス", exact=True).locator("visible=true")).to_have_value(cells_of(shop))


def cells_of(shop: Shop) -> str:
    return str(ask(shop, "GET", "/api/customers?q=選ばれる人")["customers"][0]["email"])


def test_S3_13_a_pasted_list_is_tried_before_it_is_issued(shop: Shop, owner: Page) -> None:
    owner.goto(f"{shop.url}/owner/#issue/kontolive")
    owner.get_by_text("名簿からまとめて発行する").click()
    text = owner.get_by_label("または、ここに貼り付ける")
    text.fill("名前,メール,枚数\nひとり目,one@example.com,2\nふたり目,no address,1\n")
    owner.get_by_role("button", name="ためしに読み込む").click()
    expect(owner.locator(".giving-errors li")).to_contain_text(["3行目:"])
    go = owner.locator("[data-slot=issue-list]")
    expect(go).to_be_disabled()
    looks_right(owner)
    text.fill("名前,メール,枚数\nひとり目,one@example.com,2\nふたり目,two@example.com,1\n")
    owner.get_by_role("button", name="ためしに読み込む").click()
    expect(owner.locator("[data-slot=fits]")).to_contain_text("2人に、あわせて3点を発行できます。")
    go.click()
    expect(owner.locator("direct-issue [data-slot=done]")).to_contain_text("2人に発行し")
    found = ask(shop, "GET", "/api/recipients?item=kontolive&q=example.com")["recipients"]
    assert {"one@example.com", "two@example.com"} <= {each["email"] for each in found}


def test_S3_21_beyond_the_limit_per_person_a_second_press_or_a_tick_is_needed(shop: Shop, owner: Page) -> None:
    owner.set_viewport_size(PHONE)  # type: ignore[arg-type]
    owner.goto(f"{shop.url}/owner/#issue/rehearsal")
    units, done = owner.get_by_label("数量", exact=True), owner.locator("direct-issue [data-slot=done]")
    owner.get_by_label("お客様のメールアドレス").fill("many@example.com")
    owner.get_by_label("お名前").locator("visible=true").fill("欲張り 太郎")
    units.fill("3")
    owner.get_by_role("button", name="保存").click()
    doubt = owner.locator("[data-slot=doubt]")
    expect(doubt).to_be_focused()
    expect(doubt).to_have_text("欲張り 太郎さんには3枚になり、1人2枚までを超えます。")
    expect(owner.get_by_role("button", name="保存")).to_be_hidden()
    looks_right(owner)
    assert [each for each in too_small(owner) if "anyway" in each or "leave" in each] == []
    owner.get_by_role("button", name="発行しない").click()
    expect(units).to_be_focused()
    expect(doubt).to_be_hidden()
    owner.get_by_role("button", name="保存").click()
    owner.get_by_role("button", name="上限を超えて発行する").click()
    expect(done).to_contain_text("欲張り 太郎さんに")
    owner.get_by_text("名簿からまとめて発行する").click()
    owner.get_by_label("または、ここに貼り付ける").fill(
        "名前,メール\nひとり,first@example.com\n欲張り 太郎,many@example.com\n"
    )
    owner.get_by_role("button", name="ためしに読み込む").click()
    expect(owner.locator(".giving-warnings li")).to_have_text(
        "3行目:欲張り 太郎さんはすでに3枚お持ちです。あわせて4枚になり、1人2枚までを超えます。"
    )
    go = owner.get_by_role("button", name="2人に発行する")
    expect(go).to_be_disabled()
    owner.get_by_label("上限を超える1行も発行する").check()
    looks_right(owner)
    go.click()
    expect(done).to_contain_text("2人に発行し")


def test_S0_16_S0_19_fifty_events_are_fifty_rows_from_one_answer(shop: Shop, people: Any) -> None:
    owner = people(TABLET)
    signed_in(owner, shop, "owner")
    feed = ask(shop, "GET", "/api/usage")
    event = next(item for item in feed["items"] if item["id"] == "kontolive")
    many = [event | {"id": f"e{number}", "title": f"公演 {number}"} for number in range(50)]
    asked: list[str] = []
    fifty = json.dumps(feed | {"items": many, "since": "2026-02-16"})
    owner.add_init_script("EventSource = function () { return Object.assign(new EventTarget(), { close() {} }); }")
    owner.route("**/api/usage", lambda route: (asked.append(route.request.url), route.fulfill(body=fifty)))
    owner.goto(f"{shop.url}/owner/")
    expect(owner.locator(".items li")).to_have_count(50)
    expect(owner.get_by_text("2026年2月16日以降に発行した分を集計")).to_be_visible()
    assert len(asked) == 1
    assert owner.locator(".items li").first.locator("strong:visible").count() == 3
    assert owner.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_no_screen_is_wider_than_the_device_and_everything_can_be_touched(
    shop: Shop, people: Any, size: dict[str, int]
) -> None:
    owner = people(size, "en-GB")
    signed_in(owner, shop, "owner")
    ask(shop, "POST", "/api/coupons/thanks300/send", json={"to": ["wide@example.com"]})
    screens = ["passes", "coupons", "holders/coffee10", "recipients", "uses", "issue/coffee10", "send", "customers"]
    for screen in [*screens, "selling/kontolive", "statement", "accounts", "analysis"]:
        owner.goto("about:blank")
        owner.goto(f"{shop.url}/en/owner/#{screen}")
        owner.locator("h1:visible").wait_for()
        owner.wait_for_load_state("networkidle")
        assert owner.evaluate("document.documentElement.scrollWidth") <= size["width"], screen
        assert too_small(owner) == [], screen


def test_S4_06_S4_07_selling_stops_by_a_switch_and_a_booked_day_asks_first(shop: Shop, owner: Page) -> None:
    buy(shop, line("kontolive", 1, NIGHT, "adult"))
    owner.goto(f"{shop.url}/owner/#item/kontolive")
    owner.get_by_role("link", name="販売の停止と休日設定").click()
    expect(owner.get_by_role("heading", name="販売の停止と休日設定")).to_be_visible()
    own = owner.locator(".switches li", has_text="自分のお店")
    own.get_by_role("button").click()
    expect(own).to_contain_text("販売を停止しています")
    expect(own.get_by_role("button", name="販売を再開")).to_be_focused()
    assert httpx2.get(f"{shop.url}/api/stock").json()["items"]["kontolive"]["state"] == "paused"
    looks_right(owner)
    sized(owner, DESK)
    own.get_by_role("button").click()
    expect(own).to_contain_text("販売しています")
    first = owner.locator("#selling-dates ~ .switches li").first
    first.get_by_role("button").click()
    expect(owner.locator("[data-slot=question]")).to_be_focused()
    expect(owner.get_by_role("link", name="キャンセルしてお知らせする")).to_have_attribute(
        "href", f"#call-off/kontolive/{NIGHT}"
    )
    looks_right(owner)
    owner.get_by_role("button", name="ご予約はそのまま受ける").click()
    expect(first).to_contain_text("休業日")
    first.get_by_role("button").click()
    expect(first).to_contain_text("販売しています")


def test_S4_58_the_statement_of_a_month_on_screen(shop: Shop, owner: Page) -> None:
    mine = buy(shop, line("coffee10", 1))
    httpx2.post(mine.url + "/stamps", json={"units": 10})
    told = ask(shop, "GET", "/api/statement?month=2026-11")
    owner.goto(f"{shop.url}/owner/#statement")
    expect(owner.get_by_text("2026年11月", exact=True)).to_be_visible()
    expect(owner.locator("[data-slot=due]")).to_have_text("お支払い日 12月31日(木)")
    total = owner.locator(".statement [data-slot=sums] td").last
    expect(total).to_have_text(f"{told['total']:,}円")
    assert told["total"] >= 3000
    looks_right(owner)
    sized(owner, DESK)
    owner.get_by_label("対象の月").fill("2026-10")
    owner.get_by_role("button", name="表示").click()
    expect(total).to_have_text("0円")
    expect(owner.get_by_role("link", name="CSVダウンロード").locator("visible=true")).to_have_attribute(
        "href", "/api/statement.csv?month=2026-10&lang=ja"
    )


def test_S4_14_S4_58_the_statement_by_organiser_and_by_cancellation(shop: Shop, owner: Page) -> None:
    sums = {"used": 9000, "no_show": 0, "cancel_fees": 900, "gross": 9900, "handling_fee": 99, "net": 9801, "memos": 0}
    none = dict.fromkeys(sums, 0) | {"rate": 0, "commission": 0, "payout": 0}
    guest = sums | {"rate": 10, "commission": 990, "payout": 8811, "organiser": "tsubame", "name": "劇団つばめ"}
    kept = {"order": "M-ABCD2345", "title": "年忘れコントライブ", "at": "2026-11-05T12:00:00+09:00"}
    kept |= {"cancel_fee": 900, "handling_fee": 9, "net": 891}
    told = {"month": "2026-11", "due": "2026-12-31", "total": 9801, "sums": sums, "cancellations": [kept]}
    told |= {"channels": [sums | {"channel": "own", "name": "自分のお店", "rate": 1}], "organiser_sums": guest}
    told |= {"organisers": [none | {"organiser": "", "name": "もぎり座"}, guest]}
    owner.route("**/api/statement?*", lambda route: route.fulfill(json=told))
    owner.goto(f"{shop.url}/owner/#statement")
    by_organiser = owner.locator("[data-part=organisers] tr")
    expect(by_organiser.nth(2).locator("td")).to_have_text(
        ["9,000円", "0円", "900円", "9,900円", "99円", "10", "990円", "8,811円"]
    )
    expect(owner.get_by_role("link", name="M-ABCD2345")).to_have_attribute("href", "#order/M-ABCD2345")
    expect(owner.locator("[data-slot=cancellation-sums] td")).to_have_text(["", "", "900円", "9円", "891円"])
    expect(owner.locator("[data-slot=cancellations-csv]")).to_have_attribute(
        "href", "/api/statement.csv?month=2026-11&lang=ja&by=cancellation"
    )
    looks_right(owner)


def test_the_unused_balance_stands_below_the_items_with_how_near_it_is_to_the_limit(shop: Shop, owner: Page) -> None:
    part = {"item": "gift", "title": "ギフト券", "units": 5200, "amount": 5_200_000, "coming": 5_100_000}
    coming = {"date": "2027-03-31", "amount": 5_100_000, "level": "near"}
    told = {"counts": True, "limit": 10_000_000, "units": 5200, "amount": 5_200_000, "coming": coming, "items": [part]}
    told |= {"last": {"date": "2026-09-30", "amount": 0}}
    owner.route("**/api/balance?*", lambda route: route.fulfill(json=told))
    owner.goto(f"{shop.url}/owner/")
    balance = owner.get_by_role("region", name="未使用残高")
    expect(balance.locator("[data-slot=amount]")).to_have_text("5,200,000円")
    expect(balance.locator("[data-slot=coming]")).to_have_text("2027年3月31日(次の基準日)の見込み 5,100,000円")
    expect(balance.locator("[data-slot=level]")).to_contain_text("半分に達しています")
    expect(balance.get_by_role("img")).to_have_accessible_name("基準の10,000,000円に対して5,100,000円")
    expect(balance.locator("tbody tr")).to_have_text(["ギフト券 5,200 5,200,000円 5,100,000円".replace(" ", "")])
    csv_link = balance.get_by_role("link", name="2027年3月31日のCSV")
    expect(csv_link).to_have_attribute("href", "/api/balance.csv?date=2027-03-31&lang=ja")
    expect(balance.get_by_role("link")).to_have_count(1)
    looks_right(owner)
    sized(owner, PHONE)
    assert owner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    owner.goto(f"{shop.url}/owner/#item/kontolive")
    expect(balance).to_be_hidden()
    told |= {"amount": 0}
    owner.goto(f"{shop.url}/owner/#items")
    expect(balance).to_be_hidden()


def test_a_refund_of_something_prepaid_asks_what_allows_it(shop: Shop, owner: Page) -> None:
    buy(shop, line("coffee10", 1))
    number = ask(shop, "GET", "/api/orders")["orders"][0]["number"]
    seen = {"orders": 1, "tickets": 1, "refund": 3000, "fee": 0, "by_method": {"card": 3000}, "prepaid": True}
    asked: list[dict[str, Any]] = []

    def answered(route: Any) -> None:
        body = json.loads(route.request.post_data)
        asked.append(body)
        route.fulfill(json=seen if body.get("preview") else {"status": "cancelled", "refund": 3000, "fee": 0})

    owner.route("**/api/orders/*/cancel", answered)
    owner.goto(f"{shop.url}/owner/#order/{number}")
    owner.get_by_role("button", name="予約をキャンセルする").click()
    owner.locator("#order-reason").select_option("weather")
    owner.get_by_role("button", name="返金額を確かめる").locator("visible=true").click()
    reason = owner.get_by_label("払い戻してよい理由")
    expect(reason).to_be_visible()
    confirm = owner.get_by_role("button", name="キャンセルして3,000円を返す")
    confirm.click()
    expect(reason).to_be_focused()
    expect(reason).to_have_accessible_description(re.compile("選んでください。$"))
    looks_right(owner)
    sized(owner, DESK)
    reason.select_option(label="転居など、やむを得ない事情で使えなくなった")
    confirm.click()
    expect(reason).to_be_hidden()
    assert [each.get("exception") for each in asked] == [None, "unable"], "nothing is sent without"


def test_S4_51_S4_52_accounts_are_invited_changed_and_stopped(shop: Shop, owner: Page) -> None:
    owner.goto(f"{shop.url}/owner/#accounts")
    expect(owner.locator(".accounts li")).not_to_have_count(0)
    owner.get_by_role("button", name="招待のメールを送る").click()
    expect(owner.locator("#invite-email-error")).not_to_be_empty()
    owner.get_by_label("メールアドレス 必須").locator("visible=true").fill("lead@example.com")
    owner.get_by_label("お名前", exact=True).locator("visible=true").fill("責任 者")
    owner.get_by_role("button", name="招待のメールを送る").click()
    row = owner.locator(".accounts li", has_text="lead@example.com")
    expect(row).to_be_visible()
    until(lambda: any(mail["to"] == "lead@example.com" for mail in shop.mails()), "the invitation")
    row.get_by_label("キャンセルのお知らせ").uncheck()
    expect(owner.locator("account-list [data-slot=done]")).to_have_text("保存しました。")
    looks_right(owner)
    sized(owner, DESK)
    row.get_by_role("button", name="今すぐ止める").click()
    expect(row).to_contain_text("停止中")
    expect(row.get_by_role("button", name="再開する")).to_be_focused()
    found = ask(shop, "GET", "/api/accounts")["accounts"][-1]
    assert (found["email"], found["notify_cancel"], bool(found["stopped_at"])) == ("lead@example.com", False, True)


def test_S0_25_the_analysis_shows_pictures_with_their_figures_behind(shop: Shop, owner: Page) -> None:
    show = buy(shop, line("kontolive", 2, NIGHT, "adult"))
    shop.at(SHOW_TIME)
    stamp(shop, show, 1)
    shop.at("2026-12-24T19:30:00+09:00")
    owner.goto(f"{shop.url}/owner/#analysis?item=kontolive")
    cell = owner.locator(".heat td strong")
    expect(cell).to_have_text(f"{rate(shop)}%")
    expect(owner.locator(".heat th[scope=row]")).to_have_text("木")
    assert owner.locator("[data-slot=arrivals] rect").count() >= 1
    owner.locator("[data-slot=sales] summary").click()
    expect(owner.locator("[data-slot=sales] tbody tr")).to_have_count(30)
    looks_right(owner)


def rate(shop: Shop) -> str:
    """The usage rate of the night, as people read it."""
    items = ask(shop, "GET", "/api/usage")["items"]
    sessions = next(item["sessions"] for item in items if item["id"] == "kontolive")
    found = next(session["rate"] for session in sessions if session["id"] == NIGHT)
    return f"{found * 100:.1f}".removesuffix(".0")
