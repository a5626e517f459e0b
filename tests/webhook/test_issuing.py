"""Issuing without a payment: to one person, to a list of guests, twice is once, each wrong line is told."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.goods import LIVE, SHOW, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, held, link, scan, see, use
from tests.webhook.terminal import mogiri
from webhook import clock
from webhook.database import database
from webhook.models import Ticket

GUESTS = "名前,メール,枚数,メモ\r\n山田 花子,hana@example.com,2,出演者の家族\r\n佐藤,sato@example.com,,\r\n"


def issue(owner: httpx2.Client, **body: Any) -> httpx2.Response:
    return owner.post("/api/issue", json=body)


def guests(owner: httpx2.Client, text: str | bytes, **query: Any) -> httpx2.Response:
    content = text.encode() if isinstance(text, str) else text
    params = {"item": "live", "session": "fri", "ticket": "adult"} | query
    return owner.post("/api/issue", content=content, params=params, headers={"Content-Type": "text/csv"})


def test_S1_21_a_pass_is_issued_to_somebody_without_payment(shop: Shop) -> None:
    owner = shop.owner()
    answer = issue(owner, item="coffee", email="New@Example.com", name="新しい人", note="開店祝い")
    assert answer.status_code == 201, answer.text
    made = answer.json()["tickets"][0]
    assert (made["item"], made["units_total"], made["channel"]) == ("coffee", 10, "direct")
    assert link(shop, "new@example.com") == made["url"], "it is mailed"
    grant = owner.get("/api/recipients", params={"item": "coffee"}).json()["recipients"][0]
    assert (grant["customer"], grant["channel"], grant["note"], grant["paid"]) == ("新しい人", "direct", "開店祝い", 0)
    coffee = next(item for item in owner.get("/api/items").json()["items"] if item["id"] == "coffee")
    assert (coffee["sales"], coffee["issued"], coffee["holders"]) == (0, 10, 1)
    order = owner.get(f"/api/orders/{made['order']}").json()
    assert (order["total"], order["channel"], order["status"]) == (0, "direct", "paid")
    assert not shop.mailed("notice-order"), "what the owner does is no news to the owner"
    assert "開店祝い" not in shop.fan.get(made["url"], headers={"Accept": "text/html"}).text, "the note is the shop's"
    assert use(shop, made).json()["result"] == "ok"
    for who, status in ((shop.fan, 401), (shop.staff("lead"), 403)):
        assert issue(who, item="coffee", email="a@example.com").status_code == status


def test_S1_21_to_a_customer_we_know_in_their_language(small_shop: Shop) -> None:
    small_shop.bought(email="robin@example.com", name="Robin", locale="en")
    owner = small_shop.owner()
    assert issue(owner, item="coffee", email="robin@example.com").status_code == 201
    row = owner.get("/api/recipients", params={"item": "coffee"}).json()["recipients"][0]
    assert row["customer"] == "Robin"
    assert [mail.locale for mail in small_shop.mailed("tickets")] == ["en", "en"]


def test_it_counts_against_the_stock_and_everything_else_works_alike(shop: Shop) -> None:
    owner = shop.owner()
    assert shop.left() == 12
    made = issue(owner, item="live", session="fri", ticket="student", units=11, email="a@example.com").json()
    assert (shop.left(), shop.usage()["totals"]["issued"]) == (1, 11)
    refused = issue(owner, item="live", session="fri", ticket="student", units=2, email="b@example.com")
    assert code(refused) == (409, "few_left")
    assert refused.json()["error"]["remaining"] == 1
    assert shop.checkout(line(ticket="student", quantity=2)).status_code == 409
    preview = owner.post("/api/sessions/live/fri/cancel", json={"preview": True}).json()
    assert (preview["orders"], preview["refund"]) == (1, 0)
    body = {"reason": "weather"}
    assert owner.post(f"/api/orders/{made['tickets'][0]['order']}/cancel", json=body).status_code == 200
    assert shop.left() == 12


def test_a_repeated_request_issues_once(shop: Shop) -> None:
    owners = [shop.owner() for _ in range(4)]
    body = {"item": "live", "session": "fri", "ticket": "adult", "units": 2, "email": "a@example.com", "nonce": "n1"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda owner: issue(owner, **body), owners))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["tickets"][0]["id"] for answer in answers}) == 1
    assert (shop.left(), len(shop.mailed("tickets"))) == (10, 1)
    assert code(issue(owners[0], **(body | {"email": "other@example.com"}))) == (409, "nonce_used")
    for _ in range(2):
        assert guests(owners[0], GUESTS, nonce="list").json()["issued"] == 2
    assert shop.left() == 7


def test_S3_21_more_than_the_limit_per_person_is_issued_only_when_it_is_meant(shop: Shop) -> None:
    owner = shop.owner()
    guest = {"item": "free", "session": "one", "ticket": "guest", "email": "Hana@example.com", "name": "花子"}
    shop.bought(line("free", "one", "guest"), email="hana@example.com")
    assert issue(owner, **guest, nonce="fits").status_code == 201
    assert issue(owner, **guest, nonce="fits").status_code == 201, "the same again is no more"
    tried = issue(owner, **guest, units=2, dry_run=True).json()
    wanted = [
        (0, "units", "over_limit_had", "花子さんはすでに2枚お持ちです。あわせて4枚になり、1人2枚までを超えます。")
    ]
    assert [(each["line"], each["field"], each["code"], each["message"]) for each in tried["warnings"]] == wanted
    assert (tried["errors"], tried["units"]) == ([], 2)
    refused = issue(owner, **guest, units=2, nonce="more")
    assert code(refused) == (409, "over_limit_had")
    assert {name: refused.json()["error"][name] for name in ("had", "sum", "limit")} == {"had": 2, "sum": 4, "limit": 2}
    new = guest | {"email": "new@example.com", "name": ""}
    english = owner.post("/api/issue", json=new | {"units": 3}, headers={"Accept-Language": "en"}).json()["error"]
    assert english["message"] == "new@example.com would get 3. The limit is 2 per person."
    assert shop.left("free", "one") == 18, "nothing was issued"
    for _ in range(2):
        assert issue(owner, **guest, units=2, nonce="more", anyway=True).status_code == 201
    assert shop.left("free", "one") == 16
    assert issue(owner, **guest, nonce="more", units=2).status_code == 201, "it was meant then"
    owners = [shop.owner() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda each: issue(each, **new, units=2), owners))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409], "two owners at once are no way past it"


def test_S3_21_each_line_of_a_list_beyond_the_limit_is_named_and_meant(small_shop: Shop) -> None:
    shop, owner = small_shop, small_shop.owner()
    shop.bought(line("free", "one", "guest", 2), email="sato@example.com")
    one = "一人,one@example.com,1\n"
    text = f"名前,メール,枚数\n{one}佐藤,sato@example.com,1\n{one}{one}"
    free = {"item": "free", "session": "one", "ticket": "guest"}
    warnings = guests(owner, text, **free, dry_run=1).json()["warnings"]
    assert [(each["line"], each["code"]) for each in warnings] == [(3, "over_limit_had"), (5, "over_limit")]
    assert warnings[1]["message"] == "一人さんには3枚になり、1人2枚までを超えます。"
    refused = guests(owner, text, **free, nonce="n")
    assert code(refused) == (409, "over_limits")
    assert (refused.json()["error"]["rows"], "2行" in refused.json()["error"]["message"]) == (warnings, True)
    assert shop.left("free", "one") == 18
    assert guests(owner, text, **free, nonce="n", anyway=1).json()["issued"] == 4
    assert guests(owner, text, **free, nonce="n").json()["issued"] == 4, "once more is nothing more"
    assert guests(owner, text, **free, nonce="n", dry_run=1).json()["warnings"] == []
    assert shop.left("free", "one") == 14
    limited = ("issue", "free", "one", "--email", "sato@example.com")
    stopped = mogiri(shop, *limited, code=1)
    assert "sato@example.com already holds 3" in stopped
    assert "--anyway" in stopped
    assert "Issued to 1 person" in mogiri(shop, *limited, "--anyway")


def test_S3_21_S4_25_who_cancels_may_buy_as_many_again(shop: Shop) -> None:
    stocked(shop.settings.site, (replace(LIVE, limit_per_person=2),))
    clock.set_to(SHOW - timedelta(days=3))  # a fee is kept: the order stays, its tickets do not
    secret = shop.open(line(quantity=2), email="hana@example.com")
    assert shop.pay(secret["url"]).status_code == 303
    before = shop.until(secret["order"], "paid")["tickets"][0]
    assert code(shop.checkout(line(session="sat"), email="hana@example.com")) == (409, "limit_per_person")
    assert shop.fan.post(f"{before['url']}/cancel", json={}).json()["fee"] > 0
    shop.until(secret["order"], "part_refunded")
    assert shop.checkout(line(session="sat", quantity=2), email="hana@example.com").status_code == 201


def test_S3_13_a_guest_list_is_tried_first_and_then_issued(shop: Shop) -> None:
    owner = shop.owner()
    tried = guests(owner, GUESTS, dry_run=1)
    assert tried.status_code == 200, tried.text
    assert [(row["line"], row["name"], row["units"]) for row in tried.json()["rows"]] == [
        (2, "山田 花子", 2), (3, "佐藤", 1),
    ]  # fmt: skip
    assert (tried.json()["units"], tried.json()["errors"], shop.left()) == (3, [], 12)
    made = guests(owner, GUESTS)
    assert (made.status_code, made.json()["issued"], shop.left()) == (201, 2, 9)
    ticket = see(shop, {"url": link(shop, "hana@example.com")})
    assert (ticket["units_total"], ticket["holder"], ticket["session"]) == (2, "山田 花子", "fri")
    link(shop, "sato@example.com")
    shop.at_the_show()
    assert scan(shop.staff(), ticket)["result"] == "ok"


@pytest.mark.parametrize("form", ["shift_jis", "tabs", "english", "titles", "unicode_text"])
def test_S3_13_lists_as_spreadsheets_write_them(small_shop: Shop, form: str) -> None:
    forms: dict[str, Any] = {
        "shift_jis": GUESTS.encode("cp932"),
        "tabs": "\ufeff" + GUESTS.replace(",", "\t"),
        "english": "\ufeffname;email;units\nHana;hana@example.com;2\n\nSato;sato@example.com;1\n",
        "titles": "商品,日程,券種,メール,枚数\n試しライブ,2027-03-05,一般,hana@example.com,2\n"
        "live,fri,Adult,sato@example.com,1\n",
        "unicode_text": GUESTS.replace(",", "\t").encode("utf-16"),
    }
    query = {"item": "", "session": "", "ticket": ""} if form == "titles" else {}
    answer = guests(small_shop.owner(), forms[form], **query)
    assert answer.status_code == 201, answer.text
    assert [(each["email"], each["units_total"]) for each in answer.json()["tickets"]] == [
        ("hana@example.com", 2), ("sato@example.com", 1),
    ]  # fmt: skip


def test_S3_13_every_wrong_line_is_named_with_its_remedy_and_nothing_is_issued(small_shop: Shop) -> None:
    owner = small_shop.owner()
    text = (
        "item,session,ticket,email,units\nlive,fri,adult,good@example.com,1\nlive,fri,adult,not an address,1\n"
        "nothing,,,a@example.com,1\nlive,,adult,a@example.com,1\nlive,fri,balcony,a@example.com,1\n"
        "live,fri,adult,a@example.com,many\nlive,fri,adult,a@example.com,10\n"
    )
    wanted = [
        (3, "email", "bad_email"), (4, "item", "unknown_item_list"), (5, "session", "session_needed"),
        (6, "ticket", "ticket_needed"), (7, "units", "bad_quantity"), (8, "units", "few_left"),
    ]  # fmt: skip
    for dry_run in ("1", ""):
        answer = guests(owner, text, item="", session="", ticket="", dry_run=dry_run)
        told = answer.json()
        errors = told["errors"] if dry_run else told["error"]["rows"]
        assert [(each["line"], each["field"], each["code"]) for each in errors] == wanted
        assert all(each["message"] for each in errors)
        assert answer.status_code == (200 if dry_run else 422)
    assert "「nothing」" in errors[1]["message"]
    assert "6行" in told["error"]["message"]
    with database.connection_context():
        assert not Ticket.select().exists()


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (b"\xff\xfe\x00", "bad_csv"),
        ("name\nHana\n", "csv_header"),
        ("", "csv_header"),
        ("email\n", "csv_empty"),
        ("email\n" + "a@example.com\n" * 1001, "too_many_rows"),
        ('email\n"open', "bad_csv"),
    ],
)
def test_lists_that_are_none(small_shop: Shop, text: Any, refused: str) -> None:
    assert code(guests(small_shop.owner(), text)) == (422, refused)


def test_rows_as_json_and_coupons_alike(small_shop: Shop) -> None:
    shop = held(small_shop)
    owner = shop.owner()
    rows = [
        {"item": "live", "session": "fri", "ticket": "adult", "units": 1, "email": "a@example.com"},
        {"item": "ten", "email": "b@example.com", "name": "B"},
    ]
    tried = issue(owner, rows=rows, dry_run=True).json()
    assert (len(tried["rows"]), tried["errors"]) == (2, [])
    made = issue(owner, rows=rows, nonce="x").json()
    assert [each["kind"] for each in made["tickets"]] == ["event", "coupon"]
    assert issue(owner, rows=rows, nonce="x").json()["issued"] == 2
    until(lambda: len(shop.mailed("coupon")) == 1, "the coupon's mail")
    for wrong in ({"rows": []}, {"rows": "x"}, {"rows": [1]}, {}, {"item": 3}):
        assert issue(owner, **wrong).status_code == 422, wrong
    assert code(issue(owner, item="gone", email="a@example.com", session="two"))[1] == "session_needed"


def test_a_date_that_is_over_or_called_off_gets_no_more_guests(small_shop: Shop) -> None:
    owner = small_shop.owner()
    owner.post("/api/sessions/live/sat/cancel", json={"reason": "weather", "confirm": "試しライブ"})
    body = {"item": "live", "ticket": "adult", "email": "a@example.com"}
    assert code(issue(owner, session="sat", **body)) == (409, "closed")
    small_shop.bought(thing("coffee"))
    small_shop.later(days=500)
    assert code(issue(small_shop.owner(), session="fri", **body)) == (409, "ended")


def test_the_terminal_issues_as_the_screen_does(small_shop: Shop, tmp_path: Path) -> None:
    bad = mogiri(small_shop, "issue", "live", "fri", "--ticket", "adult", "--email", "nobody", code=1)
    assert "line 1, email:" in bad
    assert "Nothing has been issued" in bad
    made = mogiri(small_shop, "issue", "coffee", "--email", "a@example.com", "--name", "A", "--note", "a note")
    assert re.search(r"^T-\w+  a@example.com  A$", made, re.M)
    list_ = tmp_path / "guests.csv"
    list_.write_text(GUESTS, "utf-8")
    whole = ("issue", "live", "fri", "--ticket", "adult", "--csv", str(list_))
    assert "2 people would get 3" in mogiri(small_shop, *whole, "--dry-run")
    assert "Issued to 2 people" in mogiri(small_shop, *whole)
    assert len(small_shop.owner().get("/api/recipients").json()["recipients"]) == 3
