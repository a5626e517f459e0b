"""Holding a ticket in real browsers: stamped on the fan's phone, given, shared, found, read offline, printed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.buying import Bought, buy, line
from tests.browser.conftest import PHONE, Shop, running
from tests.browser.holding_shop import content, coupon, link_to, told
from tests.browser.looking import looks_right, sized
from tests.browser.opened import SHOW_TIME
from tests.support.waiting import until

NIGHT = "20261224-1900"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("holding")
    with running(folder / "data", content(folder)) as opened:
        yield opened


@pytest.fixture
def fan(people: Any) -> Page:
    page: Page = people()
    return page


def coffee(shop: Shop) -> Bought:
    return buy(shop, line("coffee10", 1))


def adults(shop: Shop, number: int, item: str = "kontolive") -> Bought:
    return buy(shop, line(item, number, NIGHT, "adult"))


def result(page: Page) -> Locator:
    """The screen that staff look at after a stamp."""
    shown = page.get_by_role("dialog", name=re.compile("使用しました|Used"))
    expect(shown).to_be_visible()
    return shown


MOVES = "(thumb) => thumb.getAnimations().some((each) => each.currentTime >= each.effect.getTiming().delay)"


def slide(page: Page, share: float) -> None:
    """Take the thumb where it rests and slide it on over so much of its way."""
    track, thumb = page.locator("slide-control"), page.locator("[data-thumb]")
    until(lambda: not thumb.evaluate(MOVES), "the thumb to be back: it springs after a slide that was too short")
    thumb.hover()
    at, whole = thumb.bounding_box(), track.bounding_box()
    assert at
    assert whole
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (whole["width"] - at["width"] - 8) * share, y, steps=8)
    page.mouse.up()


def phone_sized(page: Page) -> None:
    """Light and dark without a fault, and back on the phone, where nothing is wider than its screen."""
    looks_right(page)
    sized(page, PHONE)
    wide = "document.documentElement.scrollWidth"
    until(lambda: page.evaluate(wide) <= PHONE["width"], "a page no wider than the phone")


def test_S1_25_a_slide_before_the_staff_uses_so_many_cups(shop: Shop, fan: Page) -> None:
    bought = coffee(shop)
    fan.goto(bought.url)
    phone_sized(fan)
    fan.emulate_media(reduced_motion="no-preference")
    fan.get_by_role("button", name="1つ増やす").click()
    slide(fan, 0.6)
    fan.locator("[data-thumb]").evaluate("(thumb) => { thumb.style.transitionDelay = '99s'; }")
    slide(fan, 0.6)
    assert told(bought.url)["units_left"] == 10, "half a slide is none"
    slide(fan, 0.5)  # caught before it is back, it goes on from there
    shown = result(fan)
    expect(shown).to_contain_text("2回分")
    expect(shown).to_contain_text("残り8回")
    assert told(bought.url)["stamps"][0]["method"] == "tap"
    assert told(bought.url)["stamps"][0]["staff"] == "", "a slide fills in no staff (S2-36)"
    expect(fan.locator("[data-left]")).to_have_text("8")
    phone_sized(fan)


def test_the_result_ticks_and_stays_after_a_reload_and_shows_the_word_for_a_minute(shop: Shop, fan: Page) -> None:
    bought = coffee(shop)
    fan.clock.install()
    fan.goto(bought.url)
    fan.get_by_role("button", name="スライドせずに利用する").click()
    fan.get_by_role("button", name="利用する", exact=True).click()
    shown = result(fan)
    word = shown.locator("[data-slot=word]").inner_text()
    assert word
    assert shown.locator("[data-slot=colour]").inner_text()
    assert word == fan.evaluate(f"JSON.parse(sessionStorage['mogiri.result:{bought.url[len(shop.url) :]}']).word.word")
    before = shown.locator("[data-slot=clock]").inner_text()
    fan.clock.run_for(5_000)
    assert shown.locator("[data-slot=clock]").inner_text() != before
    expect(shown.locator("[data-slot=ago]")).to_have_text(re.compile(r"^\d+秒前$"))
    fan.reload()
    expect(result(fan).locator("[data-slot=word]")).to_have_text(word)
    fan.clock.run_for(60_000)
    expect(result(fan).locator("[data-part=word]")).to_be_hidden()
    fan.clock.run_for(130_000)
    expect(fan.locator("dialog.done")).to_be_hidden()
    fan.reload()
    expect(fan.locator("dialog.done")).to_be_hidden()
    assert told(bought.url)["units_left"] == 9, "looking again is no use"


def test_a_keyboard_can_use_a_pass_and_think_again(shop: Shop, fan: Page) -> None:
    bought = coffee(shop)
    fan.goto(f"{bought.url}?lang=en")
    fan.get_by_role("button", name="Use without sliding").press("Enter")
    expect(fan.locator("[data-slot=sure]")).to_be_focused()
    phone_sized(fan)
    fan.get_by_role("button", name="Not now").press("Enter")
    assert told(bought.url)["units_left"] == 10
    fan.get_by_role("button", name="Use without sliding").press("Enter")
    fan.get_by_role("button", name="Use", exact=True).press("Enter")
    expect(result(fan)).to_contain_text("1 use")
    fan.get_by_role("button", name="Back to the ticket").press("Enter")
    expect(fan.get_by_text("Partly used")).to_be_visible()


def test_a_lost_answer_is_asked_for_again_and_is_one_use(shop: Shop, fan: Page) -> None:
    bought = coffee(shop)
    fan.goto(bought.url)
    lose = "async (...all) => { await real(...all); fetch = real; throw Error(); }"
    fan.evaluate(f"() => {{ const real = fetch; fetch = {lose}; }}")
    fan.get_by_role("button", name="スライドせずに利用する").click()
    fan.get_by_role("button", name="利用する", exact=True).click()
    expect(fan.locator("use-ticket .said")).to_contain_text("通信できない")
    fan.get_by_role("button", name="利用する", exact=True).click()
    result(fan)
    assert told(bought.url)["units_left"] == 9


def test_S1_03_the_last_stamp_of_a_pass_offers_another(shop: Shop, fan: Page) -> None:
    bought = coffee(shop)
    fan.goto(bought.url)
    again = fan.get_by_role("link", name="もう一度購入する")
    expect(again).to_be_hidden()
    answer = httpx2.post(f"{bought.url}/stamps", json={"units": 10, "nonce": bought.door[:12]})
    assert answer.json()["result"] == "ok", answer.text
    expect(again).to_be_visible()
    fan.reload()
    expect(fan.locator("slide-control")).to_have_count(0)
    expect(again).to_have_attribute("href", "/passes/coffee10/")
    phone_sized(fan)


def hold(page: Page) -> None:
    """Press and hold what is for the staff."""
    button = page.get_by_role("button", name=re.compile("スタッフ専用:スタンプを押す"))
    button.hover()
    page.mouse.down()
    expect(page.get_by_label("スタッフ番号")).to_be_visible()
    page.mouse.up()


def test_S0_10_staff_stamp_the_fans_phone_with_their_number_and_pin(shop: Shop, fan: Page) -> None:
    bought = adults(shop, 3, "party")
    fan.goto(bought.url)
    expect(fan.get_by_text("12月24日(木) 16:00から、この画面でお使いいただけます。")).to_be_visible()
    expect(fan.get_by_role("button", name="チケットを提示")).to_be_hidden()
    shop.at(SHOW_TIME)
    fan.reload()
    fan.get_by_role("button", name="チケットを提示").click()
    expect(fan.locator("staff-stamp [data-slot=rest]")).to_have_text(re.compile(r"あと[0-3]:\d\dで"))
    phone_sized(fan)
    fan.get_by_role("button", name=re.compile("スタンプを押す")).click()
    expect(fan.get_by_label("スタッフ番号")).to_be_hidden()
    hold(fan)
    phone_sized(fan)
    fan.get_by_role("button", name="3名分のスタンプを押す").click()
    expect(fan.locator("staff-stamp .said")).to_have_text("スタッフ番号とPINを入力してください。")
    fan.get_by_role("group", name="数字キー").get_by_role("button", name=shop.doors["staff_number"], exact=True).click()
    fan.get_by_label("PIN", exact=True).fill("0000")
    fan.get_by_role("button", name="3名分のスタンプを押す").click()
    expect(fan.locator("staff-stamp .said")).to_have_text("番号かPINが違います。もう一度入力してください。")
    fan.get_by_label("PIN", exact=True).click()
    for digit in shop.doors["staff_pin"]:
        fan.get_by_role("group", name="数字キー").get_by_role("button", name=digit, exact=True).click()
    fan.get_by_role("dialog").get_by_role("button", name="1つ減らす").click()
    fan.get_by_role("button", name="2名分のスタンプを押す").click()
    expect(result(fan)).to_contain_text("2名様")
    phone_sized(fan)
    stamp = told(bought.url)["stamps"][0]
    assert (stamp["method"], stamp["units"]) == ("stamp", 2)
    assert stamp["staff"], "the PIN says whose hand it was"
    fan.get_by_role("button", name="チケットに戻る").click()
    expect(fan.get_by_text("一部使用")).to_be_visible()


def test_use_mode_ends_after_three_minutes(shop: Shop, fan: Page) -> None:
    bought = adults(shop, 1, "party")
    shop.at(SHOW_TIME)
    fan.clock.install()
    fan.goto(bought.url)
    fan.get_by_role("button", name="チケットを提示").click()
    expect(fan.get_by_role("dialog", name="スタッフにお見せください")).to_be_visible()
    fan.clock.run_for(181_000)
    expect(fan.get_by_role("dialog", name="スタッフにお見せください")).to_be_hidden()


def test_wrong_pins_put_the_pad_to_sleep_and_it_counts_the_seconds(shop: Shop, people: Any) -> None:
    bought = adults(shop, 1, "party")
    shop.at(SHOW_TIME)
    fan: Page = people()
    fan.route(
        "**/stamps?*",
        lambda route: route.fulfill(
            status=409,
            headers={"Retry-After": "299"},
            json={"error": {"code": "too_many", "message": "…", "field": None}},
        ),
    )
    fan.goto(bought.url)
    fan.get_by_role("button", name="チケットを提示").click()
    hold(fan)
    fan.get_by_label("スタッフ番号").fill("1")
    fan.get_by_label("PIN", exact=True).fill("0000")
    fan.get_by_role("button", name="1名分のスタンプを押す").click()
    expect(fan.locator("staff-stamp .said")).to_contain_text(re.compile(r"あと2\d\d秒お待ちください"))


def test_S3_26_a_gift_face_to_face_between_two_phones(shop: Shop, fan: Page, people: Any) -> None:
    bought = buy(shop, line("kontolive", 2, NIGHT, "adult"), line("kontolive", 1, NIGHT, "student"))
    fan.goto(bought.url)
    fan.get_by_role("button", name="お連れ様に渡す").click()
    phone_sized(fan)
    fan.locator("[data-line=student]").get_by_role("button", name="1つ増やす").click()
    fan.get_by_label("QRコードを見せる").check()
    fan.locator("give-ticket [data-slot=send]").click()
    code = fan.get_by_alt_text("お連れ様のスマートフォンで読み取るQRコード")
    expect(code).to_be_visible()
    assert code.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 50
    expect(fan.locator(".give-waiting li")).to_contain_text("1枚")
    phone_sized(fan)

    friend: Page = people()
    friend.goto(fan.locator("[data-slot=url]").input_value())
    expect(friend.get_by_role("heading", name="チケットが届いています")).to_be_visible()
    expect(friend.get_by_text("山田 花子さんから")).to_be_visible()
    friend.get_by_role("button", name="受け取る").click()
    expect(friend.get_by_text("お名前を入力してください。")).to_be_visible()
    phone_sized(friend)
    friend.get_by_label("お名前").fill("鈴木 一郎")
    friend.get_by_role("button", name="受け取る").click()
    friend.wait_for_url("**/t/**")
    expect(friend.get_by_text("鈴木 一郎 様")).to_be_visible()
    expect(friend.locator("[data-lines]")).to_have_text(re.compile(r"学生\s*1枚"))

    before = f"{bought.digits[:3]} {bought.digits[3:]}"
    expect(fan.locator(".stub-number strong")).not_to_have_text(before)
    expect(fan.locator("[data-lines]")).not_to_contain_text("学生")
    mine, theirs = told(bought.url), told(friend.url)
    assert (mine["units_total"], theirs["units_total"]) == (2, 1)
    assert len({bought.door, mine["door_code"], theirs["door_code"]}) == 3

    late: Page = people()
    late.goto(f"{shop.url}/g/{'A' * 22}")
    expect(late.get_by_role("heading", name="チケットを探す")).to_be_visible()


def test_S3_25_a_gift_is_taken_back_until_it_is_accepted(shop: Shop, fan: Page, people: Any) -> None:
    bought = adults(shop, 2)
    fan.goto(bought.url)
    fan.get_by_role("button", name="お連れ様に渡す").click()
    fan.get_by_role("button", name="1つ増やす").click()
    fan.locator("give-ticket [data-slot=send]").click()
    link = fan.locator("[data-slot=url]")
    expect(link).to_have_value(re.compile(rf"^{re.escape(shop.url)}/g/"))
    address = link.input_value()
    row = fan.locator(".give-waiting li")
    row.get_by_role("button", name="取り消す").click()
    row.get_by_role("button", name="本当に取り消す").click()
    expect(row).to_have_count(0)
    expect(fan.get_by_text("取り消しました")).to_be_visible()
    friend: Page = people()
    friend.goto(address)
    expect(friend.get_by_role("heading", name="取り消されました")).to_be_visible()
    phone_sized(friend)
    assert told(bought.url)["units_left"] == 2


def test_S3_24_all_given_by_mail_leaves_a_ticket_that_says_so(shop: Shop, fan: Page, people: Any) -> None:
    bought = adults(shop, 1)
    fan.goto(bought.url)
    fan.get_by_role("button", name="お連れ様に渡す").click()
    fan.get_by_label("メールで送る").check()
    fan.locator("give-ticket [data-slot=send]").click()
    expect(fan.locator("#give-said")).to_have_text("メールアドレスを確かめてください。")
    fan.get_by_label("お連れ様のメールアドレス").fill("companion@example.com")
    fan.locator("give-ticket [data-slot=send]").click()
    expect(fan.get_by_text("companion@example.com に送りました")).to_be_visible()
    friend: Page = people(language="en-GB")
    friend.goto(link_to(shop, "companion@example.com", "g") + "?lang=en")
    friend.get_by_label("Your name").fill("Robin")
    friend.get_by_role("button", name="Accept").click()
    friend.wait_for_url("**/t/**")
    expect(fan.locator("[data-band-state]")).to_have_text("譲渡済み")
    expect(fan.locator("svg.qr")).to_have_count(0)
    phone_sized(fan)


def test_S1_26_the_chosen_number_goes_into_the_qr(shop: Shop, fan: Page) -> None:
    bought = buy(shop, line("gift1000", 3))
    fan.goto(bought.url)
    plain = fan.locator(".stub-mark svg.qr").inner_html()
    fan.locator("choose-units").get_by_role("button", name="1つ増やす").click()
    expect(fan.get_by_text("2枚分のQRコードです")).to_be_visible()
    chosen = fan.locator(".stub-mark svg.qr").inner_html()
    assert chosen != plain
    drawn = httpx2.get(f"{bought.url}/qr.svg?units=2").text
    assert max(re.findall(r'd="([^"]+)"', drawn), key=len) in chosen
    phone_sized(fan)
    fan.route("**/qr.svg*", lambda route: route.fulfill(status=409))
    fan.locator("choose-units").get_by_role("button", name="1つ増やす").click()
    expect(fan.get_by_text("使う数をスタッフにお伝えください")).to_be_visible()
    assert fan.locator(".stub-mark svg.qr").inner_html() == plain, "which is good for any number"


def test_S4_28_qr_and_number_are_seen_without_scrolling(shop: Shop, fan: Page) -> None:
    fan.goto(adults(shop, 2).url)
    for part in (fan.locator(".stub-mark svg.qr"), fan.locator(".stub-number strong")):
        expect(part).to_be_in_viewport(ratio=1)
    expect(fan.locator(".stub-number strong")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    spoken = fan.locator(".stub-number .visually-hidden").inner_text()
    assert re.fullmatch(r"\d \d \d, \d \d \d", spoken), "as one says it"


def test_S1_20_a_pass_is_bought_within_three_screens(shop: Shop, fan: Page) -> None:
    seen: list[str] = []
    fan.on("framenavigated", lambda frame: seen.append(frame.url) if frame == fan.main_frame else None)
    fan.goto(f"{shop.url}/passes/coffee10/")
    fan.get_by_role("button", name="カートに入れる").click()
    fan.goto(f"{shop.url}/cart/")
    fan.get_by_role("link", name="ご注文内容の確認").click()
    fan.get_by_label("お名前").fill("山田 花子")
    fan.get_by_label("メールアドレス").fill("three@example.com")
    fan.get_by_role("button", name="注文を確定して支払いに進む").click()
    fan.locator("button[value=paid]").wait_for()
    pages = list(dict.fromkeys(url.partition("#")[0] for url in seen))
    assert len(pages) == 4, f"three screens, and then the card: {pages}"


def test_every_state_of_a_ticket_can_be_read_by_everybody(shop: Shop, fan: Page) -> None:
    left, cancelled, sealed, cup = adults(shop, 1), adults(shop, 1), adults(shop, 2, "protected"), coffee(shop)
    given = adults(shop, 1)
    gift = httpx2.post(f"{given.url}/gifts", json={"units": 1}).json()["url"]
    received = httpx2.post(f"{gift}/accept", json={"name": "鈴木 一郎"}).json()["url"]
    assert httpx2.post(f"{cancelled.url}/cancel", json={}).status_code == 200
    january = coupon(shop, "january", "january@example.com")
    stop = link_to(shop, "january@example.com", "u")
    for url, words in {
        cancelled.url: "キャンセルと返金について",
        sealed.url: "QRコードは12月24日(木) 15:00に表示されます",
        received: "鈴木 一郎 様",
        january: "1月1日(金)からお使いいただけます",
        stop: "お知らせのメールを止めますか?",
    }.items():
        fan.goto(url)
        expect(fan.get_by_text(words).first).to_be_visible()
        phone_sized(fan)
    fan.goto(sealed.url)
    shop.at("2026-12-24T15:30:00+09:00")
    expect(fan.locator("svg.qr")).to_be_visible()  # by itself, when its hour has come
    expect(fan.get_by_text("整理番号")).to_be_visible()
    shop.at("2028-01-02T10:00:00+09:00")
    for url, words in {left.url: "ご来場なし", cup.url: "期限切れ"}.items():
        fan.goto(f"{url}?lang=ja")
        expect(fan.locator("[data-band-state]")).to_have_text(words)
        phone_sized(fan)


def test_S3_22_resale_protection_gives_only_to_an_address(shop: Shop, fan: Page) -> None:
    fan.goto(adults(shop, 1, "protected").url)
    fan.get_by_role("button", name="お連れ様に渡す").click()
    expect(fan.get_by_label("リンクを送る")).to_be_hidden()
    expect(fan.get_by_label("お連れ様のメールアドレス")).to_be_visible()
    expect(fan.get_by_text("興行主の同意のない有償譲渡は禁止されています")).to_be_visible()


def test_S2_25_S2_51_a_coupon_is_shared_and_not_passed_on(shop: Shop, fan: Page, people: Any) -> None:
    fan.goto(coupon(shop, "tea", "sharer@example.com"))
    expect(fan.locator(".coupon-benefit")).to_have_text("お茶一杯 無料")
    expect(fan.get_by_alt_text("柑橘を添えた冷たいグラス")).to_be_visible()
    parts = (".face-image", "h1", ".coupon-benefit", ".face-times", ".face-left", ".coupon-guide .prose", "use-ticket")
    tops = [fan.locator(part).first.bounding_box() for part in parts]
    heights = [each["y"] for each in tops if each]
    assert len(heights) == len(parts)
    assert heights == sorted(heights), "the order of S2-51"
    expect(fan.locator(".coupon-guide .prose")).to_have_text("どうぞ。")
    phone_sized(fan)
    fan.get_by_role("button", name="シェアする").click()
    fan.get_by_role("button", name="リンクを作る").click()
    link = fan.locator("[data-slot=url]")
    expect(link).to_have_value(re.compile(rf"^{re.escape(shop.url)}/s/"))
    phone_sized(fan)
    friend: Page = people()
    friend.goto(link.input_value())
    friend.get_by_label("お名前").fill("鈴木 一郎")
    friend.get_by_role("button", name="受け取る").click()
    expect(friend.get_by_text("メールアドレスを確かめてください。")).to_be_visible()
    phone_sized(friend)
    friend.get_by_label("メールアドレス").fill("receiver@example.com")
    friend.get_by_role("button", name="受け取る").click()
    friend.wait_for_url("**/t/**")
    expect(friend.get_by_text("お友だちから届きました")).to_be_visible()
    expect(friend.get_by_role("button", name="シェアする")).to_have_count(0)
    slide(friend, 1)
    expect(result(friend)).to_contain_text("残り2枚")


def test_S2_17_a_coupon_for_giving_only_is_shared_by_mail(shop: Shop, fan: Page) -> None:
    fan.goto(coupon(shop, "present", "giver@example.com"))
    expect(fan.get_by_text("このクーポンはお友だちに贈る専用です")).to_be_visible()
    expect(fan.locator("svg.qr")).to_have_count(0)
    phone_sized(fan)
    fan.get_by_role("button", name="シェアする").click()
    fan.get_by_label("お友だちのメールアドレス").fill("newcomer@example.com")
    fan.get_by_role("button", name="メールで送る").click()
    expect(fan.get_by_text("newcomer@example.com に送りました。")).to_be_visible()
    assert told(link_to(shop, "newcomer@example.com", "t"))["shared_from"]


def test_S2_31_a_coupon_shows_its_code_where_the_shop_says_so(shop: Shop, fan: Page) -> None:
    fan.goto(coupon(shop, "thanks300", "code@example.com"))
    expect(fan.locator(".coupon-code")).to_contain_text("ARIGATO300")
    expect(fan.get_by_text("お申し込み後のキャンセルはできません")).to_have_count(0)


def test_S4_45_who_has_an_order_and_who_has_none_read_the_same(shop: Shop, fan: Page) -> None:
    bought = adults(shop, 1)
    email = httpx2.get(f"{shop.url}/api/orders/{bought.order}").json()["email"]
    said = []
    for address in (email, "nobody@example.com"):
        fan.goto(f"{shop.url}/t/{'A' * 22}")
        fan.get_by_label("メールアドレス").fill("nobody")
        fan.get_by_role("button", name="リンクを送る").click()
        expect(fan.get_by_text("メールアドレスを確かめてください。")).to_be_visible()
        fan.get_by_label("メールアドレス").fill(address)
        fan.get_by_role("button", name="リンクを送る").click()
        expect(fan.locator("[data-slot=sent]")).to_be_visible()
        said.append(fan.locator("find-tickets").inner_text())
    phone_sized(fan)
    assert said[0] == said[1]
    mails = until(lambda: [each for each in shop.mails() if each["to"] == email and len(each["text"]) > 9][1:], "it")
    assert any(bought.url in each["text"] for each in mails)
    assert not [each for each in shop.mails() if each["to"] == "nobody@example.com"]


def test_S1_02_a_ticket_can_be_read_with_the_server_stopped(tmp_path: Path, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, locale="ja-JP")  # type: ignore[arg-type]
    fan = context.new_page()
    with running(tmp_path / "data") as shop:
        bought = adults(shop, 2)
        fan.goto(bought.url)
        kept = "caches.open('tickets-1').then((all) => all.match(location.href)).then(Boolean)"
        until(lambda: fan.evaluate(kept), "the page to be kept")
        parts = "caches.open('parts-1').then((all) => all.keys()).then((each) => each.length)"
        until(lambda: fan.evaluate(parts) >= 10, "its parts to be kept")
        expect(fan.get_by_text("最終更新")).to_be_hidden()
    fan.goto("about:blank")
    fan.goto(bought.url)
    expect(fan.get_by_text("最終更新 11月22日(日)")).to_be_visible()
    expect(fan.locator("svg.qr")).to_be_visible()
    expect(fan.locator(".stub-number strong")).to_have_text(f"{bought.digits[:3]} {bought.digits[3:]}")
    assert fan.evaluate("getComputedStyle(document.querySelector('.qr-box')).backgroundColor") == "rgb(255, 255, 255)"
    looks_right(fan)
    context.close()


def test_a_ticket_prints_on_one_sheet_with_its_qr_and_nothing_to_press(shop: Shop, people: Any) -> None:
    for bought in (adults(shop, 2, "party"), coffee(shop)):
        page: Page = people(PHONE)
        page.goto(bought.url)
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
        page.emulate_media(media="print")
        expect(page.locator("svg.qr")).to_be_visible()
        expect(page.locator(".stub-number strong")).to_be_visible()
        for control in page.get_by_role("button").all():
            expect(control).to_be_hidden()
        expect(page.locator("use-ticket")).to_be_hidden()


def test_S1_01_without_javascript_a_pass_says_what_to_show(shop: Shop, people: Any) -> None:
    reader: Page = people(PHONE, java_script_enabled=False)
    reader.goto(coffee(shop).url)
    expect(reader.locator("svg.qr")).to_be_visible()
    expect(reader.locator("use-ticket noscript p")).to_be_visible()
    expect(reader.locator("slide-control")).to_be_hidden()
