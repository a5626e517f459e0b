"""The ticket: its page, its codes, its mail; and what strangers get."""

import html
import json
import re

import pytest

from tests.support.goods import HOSTILE
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from webhook import clock, codes
from webhook.database import database, transaction
from webhook.mailing import outbox

PAGE = {"Accept": "text/html"}


def test_S0_09_S0_12_one_ticket_for_each_item_and_session_with_a_line_for_each_type(shop: Shop) -> None:
    order = shop.bought(line(quantity=2), line(ticket="student"), line(session="sat"), thing("coffee"))
    tickets = [shop.fan.get(each["url"]).json() for each in order["tickets"]]
    assert [(t["item"], t["session"], t["units_total"]) for t in tickets] == [
        ("live", "fri", 3), ("live", "sat", 1), ("coffee", None, 10),
    ]  # fmt: skip
    assert [(part["ticket"], part["units"]) for part in tickets[0]["lines"]] == [("adult", 2), ("student", 1)]
    for ticket in tickets:
        assert re.fullmatch(r"[A-Z2-7]{26}", ticket["door_code"])
        assert re.fullmatch(r"\d{6}", ticket["six_digit"])
    assert all(re.search(r"/t/[\w-]{22,}$", each["url"]) for each in order["tickets"])


def test_the_page_shows_the_ticket_and_its_qr(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=2))
    page = shop.fan.get(ticket["url"], headers=PAGE)
    assert page.status_code == 200
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    digits = ticket["six_digit"]
    for text in ("試しライブ", "大ホール", f"{digits[:3]} {digits[3:]}", "<svg"):
        assert text in page.text
    picture = shop.fan.get(ticket["url"] + "/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    english = shop.fan.get(ticket["url"], headers=PAGE, params={"lang": "en"}).text
    assert "Trial Live" in english


def test_S1_02_on_the_home_screen_it_opens_as_the_ticket(small_shop: Shop) -> None:
    shop = small_shop
    built = {"name": "試し座", "start_url": "/", "scope": "/", "icons": [{"src": "/icon-192.png", "sizes": "192x192"}]}
    (shop.settings.site / "manifest.webmanifest").write_text(json.dumps(built), "utf-8")
    ticket = shop.ticket(thing("coffee"))
    page = shop.fan.get(ticket["url"], headers=PAGE).text
    path = ticket["url"].removeprefix(shop.url)
    (address,) = re.findall(r'<link rel="manifest" href="([^"]+)">', page)
    answer = shop.fan.get(address)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["start_url"], manifest["id"], manifest["scope"]) == (path, path, "/t/")
    assert (manifest["name"], manifest["display"], manifest["icons"]) == (
        "コーヒー回数券",
        "standalone",
        built["icons"],
    )
    for told in ("発行者", "試し座", "03-0000-0000", "ホーム画面に追加"):
        assert told in page, "who issued what was paid ahead (資金決済法 13条)"


def test_unknown_tickets_get_a_friendly_404(small_shop: Shop) -> None:
    for path in ("/t/nothing", "/d/NOTHING", "/t/nothing/qr.svg", "/t/nothing/stream"):
        page = small_shop.fan.get(path, headers=PAGE)
        assert page.status_code == 404
        assert "<h1" in page.text
        assert "Traceback" not in page.text
        assert small_shop.fan.get(path).json()["error"]["code"] == "not_found_ticket"


def test_the_door_link_tells_a_stranger_nothing(shop: Shop) -> None:
    ticket = shop.ticket(name="秘密 太郎")
    for path in (f"/d/{ticket['door_code']}", f"/D/{ticket['door_code']}"):
        for answer in (shop.fan.get(path, headers=PAGE), shop.fan.get(path)):
            assert answer.status_code == 200
            for secret in ("秘密", ticket["six_digit"], ticket["url"].rpartition("/")[2], "試しライブ"):
                assert secret not in answer.text
    seen = shop.staff().get(f"/d/{ticket['door_code']}").json()
    assert seen["holder"] == "秘密 太郎"


def test_a_stamp_reaches_the_open_page(shop: Shop) -> None:
    ticket = shop.ticket()
    shop.at_the_show()
    staff = shop.staff()
    with shop.client() as client, client.stream("GET", ticket["url"] + "/stream") as stream:
        lines = stream.iter_lines()
        first = next(text for text in lines if text.startswith("data:"))
        assert '"state": "unused"' in first
        staff.post("/api/stamps", json={"door_code": ticket["door_code"]})
        second = next(text for text in lines if text.startswith("data:"))
        assert '"state": "used"' in second


def test_hostile_words_are_text_on_the_page_and_in_the_mail(shop: Shop) -> None:
    order = shop.bought(line("rush", "one", "seat"), name='<img src=x onerror=alert(1)> & "花子"')
    page = shop.fan.get(order["tickets"][0]["url"], headers=PAGE).text
    assert "<b>Roll" not in page
    assert "<img src=x" not in page
    assert html.escape(HOSTILE, quote=False)[:20] in page.replace("&#34;", '"')
    mail = shop.office.to_fans(1)[0]
    text, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert rich is not None
    assert HOSTILE in text.get_content()
    assert "<b>Roll" not in rich.get_content()


def test_S0_11_the_mail_has_the_link_the_qr_and_the_id(shop: Shop) -> None:
    order = shop.bought(line(quantity=2), email="Fan@Example.com", locale="ja")
    mail = shop.office.to_fans(1)[0]
    ticket = order["tickets"][0]
    assert mail["To"] == "fan@example.com"
    assert mail["Subject"] == "【試し座】チケットをお届けします(3月5日)"
    text, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert rich is not None
    digits = ticket["six_digit"]
    for body in (text.get_content(), rich.get_content()):
        assert ticket["url"] in body
        assert f"{digits[:3]} {digits[3:]}" in body
    pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert len(pictures) == 1
    assert str(pictures[0]["Content-ID"]).strip("<>") in rich.get_content()


def test_english_buyers_get_english(shop: Shop) -> None:
    shop.bought(locale="en")
    mail = shop.office.to_fans(1)[0]
    assert mail["Subject"].startswith("[Trial Theatre]") or "ticket" in mail["Subject"].lower()
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Trial Live" in text.get_content()


def test_S4_01_a_new_price_is_for_new_orders_only(small_shop: Shop) -> None:
    from dataclasses import replace

    from tests.support.goods import ADULT, LIVE, stocked

    before = small_shop.bought(line(quantity=2))
    dearer = replace(LIVE, tickets=(replace(ADULT, price=4200),))
    stocked(small_shop.settings.site, (dearer,))

    def price() -> int:
        stock = small_shop.fan.get("/api/stock").json()["items"]["live"]["sessions"]["fri"]["tickets"]["adult"]
        return int(stock["price"])

    until(lambda: price() == 4200, "the new price")
    assert small_shop.bought(line(quantity=1))["total"] == 4200
    assert small_shop.fan.get(f"{before['tickets'][0]['url']}/receipt").json()["total"] == 7000


def test_S4_05_what_was_sold_stays_when_the_item_is_gone(shop: Shop) -> None:
    from tests.support.goods import COFFEE, stocked

    ticket = shop.ticket(line(quantity=2))
    stocked(shop.settings.site, (COFFEE,))
    until(lambda: "live" not in shop.fan.get("/api/stock").json()["items"], "the new catalogue")
    assert "試しライブ" in shop.fan.get(ticket["url"], headers=PAGE).text
    shop.at_the_show()
    assert shop.staff().post("/api/stamps", json={"door_code": ticket["door_code"]}).json()["result"] == "ok"
    gone = next(item for item in shop.usage()["items"] if item["id"] == "live")
    assert (gone["title"], gone["issued"], gone["used"]) == ("試しライブ", 2, 2)


def test_the_mail_waits_for_the_mail_server_and_goes_out_once(shop: Shop) -> None:
    shop.office.open = False
    shop.bought()
    until(lambda: shop.office.refused >= 2, "the mail server to refuse twice")
    shop.office.open = True
    shop.office.wait(2)
    shop.settled()
    assert len(shop.office.to_fans(1)) == 1


def test_S3_18_a_thousand_mails_at_once_are_paced_and_none_is_lost_or_sent_twice(small_shop: Shop) -> None:
    shop = small_shop
    order = shop.bought()
    shop.office.wait(2)
    shop.office.open = False
    guests = [f"guest{number}@example.com" for number in range(1000)]
    with database.connection_context(), transaction():
        for guest in guests:
            outbox.post(f"find:{guest}", "find", guest, "ja", {"email": guest}, clock.now())
    shop.later(seconds=1)
    until(lambda: shop.office.refused >= 3, "the mail server to refuse")
    for _ in range(6):
        shop.later(seconds=10)
    assert shop.office.refused < 200, "a server that refuses is not asked a thousand times over"
    assert shop.fan.get(order["tickets"][0]["url"]).status_code == 200, "the page is there meanwhile"
    shop.office.open = True
    shop.later(minutes=61)
    until(lambda: len(shop.office.mails) >= 1002, "a thousand mails", 90)
    shop.posted()
    sent = sorted(str(mail["To"]) for mail in shop.office.mails if str(mail["To"]).startswith("guest"))
    assert sent == sorted(guests)


def test_six_digit_ids_are_unambiguous(small_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["000001", "000001", "000001", "000002"])
    monkeypatch.setattr(codes, "six_digits", lambda: next(drawn))
    digits = [small_shop.ticket()["six_digit"] for _ in range(2)]
    assert digits == ["000001", "000002"]
