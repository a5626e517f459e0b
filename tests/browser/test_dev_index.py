"""The workbench of a practice shop: previews without an order, the door guide, trying to buy, and the clock."""

import re
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import buy, line
from tests.browser.conftest import DESK, NOW, Shop
from tests.browser.looking import faults
from tests.support.waiting import until

NIGHT = ("kontolive", "20261224-1900")
EVENT_FACES = ("当日より前", "当日、使う前", "一部を使ったあと", "使ったあと", "来ないまま翌日", "キャンセルのあと")


def test_the_banner_leads_to_the_workbench_and_that_to_everything(shop: Shop, people: Any) -> None:
    page: Page = people(DESK)
    page.goto(shop.url)
    page.get_by_role("link", name="作業台").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("作業台")
    expect(page.get_by_text("直すところはありません")).to_be_visible()
    proof = page.get_by_role("article", name="年忘れコントライブ")
    for name in (*EVENT_FACES, "受付の手引き", "ほかの人がQRコードを読んだとき"):
        expect(proof.get_by_role("link", name=name, exact=True)).to_be_visible()
    links = {str(link.get_attribute("href")) for link in page.locator("main a").all()}
    assert len(links) > 60
    for link in sorted(links):
        assert httpx2.get(httpx2.URL(shop.url).join(link)).status_code == 200, link


@pytest.mark.parametrize(
    ("language", "title", "scheme"), [("ja-JP", "作業台", "light"), ("en-US", "Workbench", "dark")]
)
@pytest.mark.parametrize("path", ["/dev/", "/dev/door/kontolive"])
def test_it_can_be_used_by_everybody(
    shop: Shop, people: Any, language: str, title: str, scheme: str, path: str
) -> None:
    page: Page = people(language=language, color_scheme=scheme)
    page.goto(f"{shop.url}{path}")
    expect(page.get_by_role("link", name=title).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults(page) == []


def test_the_faces_are_those_of_the_service(shop: Shop, people: Any) -> None:
    """A sample differs from a ticket that was bought in its numbers only."""
    bought = buy(shop, line(NIGHT[0], 2, NIGHT[1], "adult"), line(NIGHT[0], 1, NIGHT[1], "student"), name="見本 花子")
    page: Page = people(DESK)
    page.goto(bought.url)
    real = _told(page)
    page.goto(f"{shop.url}/dev/tickets/{NIGHT[0]}/early")
    assert _told(page) == real
    assert "この券は12月24日(木)です" in real
    band = page.locator("[data-band]").bounding_box()
    assert band, "it is seen"
    assert band["height"] < 64, "at a desk the band is one line"


def test_S0_06_two_events_have_two_faces(shop: Shop, people: Any) -> None:
    page: Page = people()
    seen = set()
    for item, title in (("kontolive", "年忘れコントライブ"), ("mokuhan", "自分の切符をつくる木版画教室")):
        page.goto(f"{shop.url}/dev/tickets/{item}/early")
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        seen.add(page.locator("img.face-image").get_attribute("src"))
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("item", "state", "words", "shows_code"),
    [
        ("kontolive", "today", "未使用", True),
        ("kontolive", "partly_used", "一部使用", True),
        ("kontolive", "used", "使用済み 18:30", True),
        ("kontolive", "no_show", "ご来場なし", False),
        ("kontolive", "cancelled", "キャンセル済み", False),
        ("coffee10", "partly_used", "一部使用", True),
        ("coffee10", "expired", "期限切れ", False),
        ("thanks300", "unused", "未使用", True),
    ],
)
def test_S1_19_every_state_has_its_face(
    shop: Shop, people: Any, item: str, state: str, words: str, shows_code: bool
) -> None:
    page: Page = people()
    page.goto(f"{shop.url}/dev/tickets/{item}/{state}")
    expect(page.locator("[data-band-state]")).to_have_text(words)
    expect(page.locator(".stub-mark .qr-box")).to_have_count(1 if shows_code else 0)


def test_samples_leave_nothing_behind(shop: Shop) -> None:
    with httpx2.Client(base_url=shop.url, headers={"Origin": shop.url}) as owner:
        assert owner.post("/api/sign-in", json={"token": shop.doors["owner_token"]}).status_code == 200
        before = owner.get("/api/usage").json()["items"]
        for state in ("early", "used", "cancelled"):
            assert httpx2.get(f"{shop.url}/dev/tickets/rodoku/{state}").status_code == 200
        assert httpx2.get(f"{shop.url}/dev/mails/rodoku").status_code == 200
        assert httpx2.get(f"{shop.url}/dev/door/rodoku").status_code == 200
        assert owner.get("/api/usage").json()["items"] == before


def test_the_mail_in_each_language_as_html_and_text(shop: Shop, people: Any) -> None:
    page: Page = people(DESK)
    page.goto(f"{shop.url}/dev/")
    proof = page.get_by_role("article", name="年忘れコントライブ")
    proof.get_by_role("link", name="日本語", exact=True).nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("チケット")
    expect(page.get_by_role("link", name="チケットを表示する")).to_be_visible()
    until(lambda: page.evaluate("document.images[0].naturalWidth") > 100, "the picture")
    text = httpx2.get(f"{shop.url}/dev/mails/{NIGHT[0]}?lang=en&as=text").text
    assert "Mogiriza" in text.splitlines()[0]
    assert "/t/" in text
    assert "2 tickets" in text


def test_the_door_guide_says_what_the_door_says(shop: Shop, people: Any) -> None:
    bought = buy(shop, line(NIGHT[0], 1, NIGHT[1], "adult"))
    page: Page = people(DESK)
    page.goto(f"{shop.url}/dev/door/{NIGHT[0]}")
    for fact in (shop.doors["staff_code"], shop.doors["staff_pin"], f"{bought.digits[:3]} {bought.digits[3:]}"):
        expect(page.get_by_text(fact, exact=True)).to_be_visible()
    rows = {row.locator("th").inner_text(): row.locator("td").inner_text() for row in page.locator("tbody tr").all()}
    assert rows["当日より前"] == "日付が違います。この券は12月24日(木)"
    assert rows["当日、使う前"] == "入場OK 一般 2名・学生 1名"
    assert rows["使ったあと"].startswith("使用済みです 18:30")
    assert rows["キャンセルのあと"] == "キャンセル済みの券です"
    page.get_by_role("link", name="受付を始める").click()
    expect(page.get_by_label("受付コード")).to_have_value(shop.doors["staff_code"])


def test_buying_one_goes_straight_to_where_it_is_paid(shop: Shop, people: Any) -> None:
    page: Page = people(DESK)
    page.goto(f"{shop.url}/dev/")
    page.get_by_role("article", name="コーヒー回数券").get_by_role("button", name="買ってみる").click()
    expect(page).to_have_url(re.compile("/_stripe/c/pay/"))
    page.goto(f"{shop.url}/dev/")
    page.get_by_role("button", name="まとめて買ってみる").click()
    expect(page).to_have_url(re.compile("/_stripe/c/pay/"))
    expect(page.get_by_text("年忘れコントライブ").first).to_be_visible()
    expect(page.get_by_text("コーヒー回数券").first).to_be_visible()


def test_the_clock_goes_where_it_is_sent(shop: Shop, people: Any) -> None:
    page: Page = people(DESK)
    page.goto(f"{shop.url}/dev/")
    page.get_by_role("article", name="年忘れコントライブ").get_by_role("button", name="開場").click()
    shop.moment = None  # not where the tests left it
    expect(page.locator(".bench-now")).to_contain_text("12月24日(木) 18:30")
    page.get_by_label("お店の時刻").fill("2026-10-31T09:00")
    page.get_by_role("button", name="この時刻にする").click()
    expect(page.locator(".bench-now")).to_contain_text("10月31日(土) 09:00")
    expect(page.get_by_role("article", name="年忘れコントライブ").locator(".proof-state")).to_have_text("発売前")
    before = shop.build
    page.get_by_role("button", name="本当の時刻にもどす").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert httpx2.get(shop.doors["clock_url"]).json()["set"] is False
    for wrong in ("soon", "2026-13-01T00:00"):
        assert httpx2.post(shop.doors["clock_url"], data={"now": wrong}).status_code == 422
    until(lambda: shop.build != before, "the pages of the real time")
    shop.at(NOW)


@pytest.mark.parametrize("path", ["tickets/kontolive/flying", "tickets/nothing/used", "mails/nothing", "door/nothing"])
def test_what_is_not_there_is_said_kindly(shop: Shop, path: str) -> None:
    answer = httpx2.get(f"{shop.url}/dev/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def _told(page: Page) -> str:
    """All that the ticket says, without its numbers; the number of the order and the six digits are its own."""
    return re.sub(r"M-[0-9A-Z]{8}|\d{3} \d{3}|\d \d \d", "", page.locator("live-ticket").inner_text())
