"""Checking out: what is refused and why, what is held, and that nothing is sold twice."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.support.goods import COFFEE, LIVE, SHOW, STUDENT, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from webhook import clock, sweeper
from webhook.database import database
from webhook.models import Customer, Mail, Order, OrderLine, Payment, Stock
from webhook.payments import Gateway
from webhook.selling.checkout import HOLD


def refusal(answer: Any) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    assert error["message"], "a refusal speaks"
    return answer.status_code, error["code"], error["field"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(quantity=-1)], (422, "bad_quantity", "lines[0].quantity")),
        ([line(quantity=0)], (422, "bad_quantity", "lines[0].quantity")),
        ([line(quantity="2")], (422, "bad_quantity", "lines[0].quantity")),
        ([line(quantity=True)], (422, "bad_quantity", "lines[0].quantity")),
        ([line(item="nothing")], (422, "unknown_item", "lines[0].item")),
        ([line(), line(item="thanks")], (422, "unknown_item", "lines[1].item")),
        ([line(session="sun")], (422, "unknown_session", "lines[0].session")),
        ([line(ticket="child")], (422, "unknown_ticket", "lines[0].ticket")),
        ([line(item="coffee")], (422, "unknown_session", "lines[0].session")),
        ([line(price=1)], (409, "price_changed", "lines[0].price")),
        ([line(quantity=5)], (409, "limit", "lines[0].quantity")),
        ([thing("coffee", 3)], (409, "limit", "lines[0].quantity")),
        ([line(item="later", session="one", ticket="seat")], (409, "not_yet", "lines[0].item")),
        ([line(item="gone", session="one", ticket="seat")], (409, "closed", "lines[0].item")),
        ([], (422, "empty", "lines")),
        ("everything", (422, "empty", "lines")),
        ([1], (422, "bad_value", "lines[0]")),
    ],
)
def test_what_makes_no_sense_or_is_forbidden_is_refused_with_its_place(
    small_shop: Shop, lines: Any, expected: tuple[int, str, str]
) -> None:
    body = {"lines": lines, "name": "山田", "email": "a@example.com"}
    assert refusal(small_shop.fan.post("/api/checkout", json=body)) == expected
    with database.connection_context():
        assert Order.select().count() == 0


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"email": "nowhere"}, (422, "bad_email", "email")),
        ({"email": "a@b\r\nBcc: x@example.com"}, (422, "bad_email", "email")),
        ({"email": None}, (422, "bad_email", "email")),
        ({"name": ""}, (422, "bad_name", "name")),
        ({"name": "x" * 101}, (422, "bad_name", "name")),
        ({"name": "a\x00b"}, (422, "bad_name", "name")),
        ({"name": "half a character: \ud83c"}, (422, "bad_name", "name")),
        ({"name": {"first": "x"}}, (422, "bad_name", "name")),
        ({"marketing": "yes"}, (422, "bad_value", "marketing")),
        ({"channel": "elsewhere"}, (409, "closed", "channel")),
    ],
)
def test_who_buys_is_checked(small_shop: Shop, who: dict[str, Any], expected: tuple[int, str, str]) -> None:
    assert refusal(small_shop.checkout(**who)) == expected


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'"text"', b"[" * 50_000])
def test_a_body_that_is_no_order_is_refused(small_shop: Shop, body: bytes) -> None:
    answer = small_shop.fan.post("/api/checkout", content=body)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["code"] in ("bad_json", "bad_value")


def test_a_body_over_64_kilobytes_is_refused(small_shop: Shop) -> None:
    assert refusal(small_shop.fan.post("/api/checkout", content=b" " * (64 * 1024 + 1)))[:2] == (413, "too_large")


def test_refusals_speak_the_callers_language(small_shop: Shop) -> None:
    said = {
        language: small_shop.checkout(line(quantity=-1), client=_speaking(small_shop, language)).json()
        for language in ("ja", "en")
    }
    assert said["ja"]["error"]["message"] != said["en"]["error"]["message"]
    assert said["en"]["error"]["message"].isascii()


def test_refusals_count_passes_by_the_book(small_shop: Shop) -> None:
    """冊 where everything else is 枚."""
    shop = small_shop

    def said(*lines: dict[str, Any], **more: Any) -> str:
        return str(shop.checkout(*lines, **more).json().get("error", {}).get("message"))

    assert said(thing("coffee", 3)) == "お買い求めは2冊までです。冊数を減らしてお申し込みください。"
    assert said(line(quantity=5)) == "お買い求めは4枚までです。枚数を減らしてお申し込みください。"
    shop.bought(thing("coffee", 2), email="one@example.com")
    assert said(thing("coffee", 2)) == "残り1冊です。冊数を1冊に減らしてお申し込みください。"
    asked = {"item": "coffee", "email": "other@example.com", "units": 2}
    rows = shop.owner().post("/api/issue", json={"rows": [asked], "dry_run": True}).json()["errors"]
    assert [row["message"] for row in rows] == ["残り1冊です。冊数を1冊に減らしてお申し込みください。"]
    stocked(shop.settings.site, (dataclasses.replace(COFFEE, stock=9, limit=None, limit_per_person=3),))
    wanted = "お一人3冊までです。同じメールアドレスのお申し込みも数えています。"
    until(lambda: said(thing("coffee", 4), preview=True) == "None", "the new limits")
    assert said(thing("coffee", 2), email="one@example.com") == wanted
    doubted = shop.owner().post("/api/issue", json=asked | {"units": 4, "name": "二郎"}).json()["error"]["message"]
    assert doubted == "二郎さんには4冊になり、1人3冊までを超えます。"


def _speaking(shop: Shop, language: str) -> Any:
    client = shop.client()
    client.headers["Accept-Language"] = f"{language},x;q=0.5"
    return client


def test_another_sites_page_cannot_order_with_our_cookie(small_shop: Shop) -> None:
    answer = small_shop.fan.post("/api/checkout", json={}, headers={"Origin": "https://evil.example"})
    assert refusal(answer)[:2] == (403, "csrf")


def test_the_price_comes_from_the_catalogue_and_the_page_says_what_is_bought(shop: Shop) -> None:
    placed = shop.checkout(line(quantity=2), line(ticket="student"), thing("coffee")).json()
    order = shop.order(placed["order"])
    assert (order["status"], order["total"], order["currency"]) == ("open", 2 * 3500 + 2000 + 3000, "JPY")
    assert order["pay_url"] == placed["url"]
    shown = shop.fan.get(placed["url"]).text
    for text in ("試しライブ 3月5日(金) 19:00 一般", "試しライブ 3月5日(金) 19:00 学生", "コーヒー回数券", "12,000"):
        assert text in shown


def test_S0_02_S3_21_a_free_order_needs_no_stripe_and_has_a_limit_per_person(shop: Shop) -> None:
    free = line("free", "one", "guest")
    placed = shop.checkout(free | {"quantity": 2}, email="Guest@Example.com").json()
    assert placed["url"] == f"{shop.url}/thanks/#order={placed['order']}"
    order = shop.order(placed["order"])
    assert (order["status"], order["total"], len(order["tickets"])) == ("paid", 0, 1)
    sessions = shop.fan.get(f"{shop.settings.stripe_base}/v1/checkout/sessions", auth=(shop.settings.stripe_key, ""))
    assert sessions.json()["data"] == []
    assert refusal(shop.checkout(free, email="guest@example.com"))[:2] == (409, "limit_per_person")
    assert shop.checkout(free, email="other@example.com").status_code == 201


def test_the_same_request_twice_is_one_order(shop: Shop) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shop.checkout(email="a@example.com", nonce="n-1"), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["order"] for answer in answers}) == 1
    with database.connection_context():
        assert Stock.get(Stock.ticket == "adult").held == 1


def test_held_units_are_gone_for_others_and_the_refusal_says_what_is_left(shop: Shop) -> None:
    for _ in range(2):
        assert shop.checkout(line(quantity=4)).status_code == 201
    answer = shop.checkout(line(quantity=4))
    assert refusal(answer) == (409, "few_left", "lines[0].quantity")
    assert answer.json()["error"]["remaining"] == 2
    assert shop.checkout(line(quantity=2)).status_code == 201
    assert refusal(shop.checkout(line()))[1] == "sold_out"
    stock = shop.fan.get("/api/stock").json()["items"]["live"]["sessions"]["fri"]
    assert (stock["state"], stock["remaining"]) == ("on_sale", 2), "students can still come"
    assert stock["tickets"]["adult"] == {"state": "sold_out", "remaining": 0, "price": 3500}
    assert stock["tickets"]["student"]["remaining"] == 2, "all types share the seats of the session"


def test_a_refused_line_holds_nothing_of_the_others(shop: Shop) -> None:
    assert shop.checkout(line("rush", "one", "seat", 10)).status_code == 201
    assert shop.checkout(line(), line("rush", "one", "seat")).status_code == 409
    with database.connection_context():
        assert not Stock.select().where(Stock.item == "live", Stock.held > 0).exists()


def test_fifty_at_once_on_ten_seats_sell_exactly_ten(shop: Shop) -> None:
    def buy(_: int) -> Any:
        with shop.client() as client:
            return shop.checkout(line("rush", "one", "seat"), client=client)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(buy, range(50)))
    assert sorted(answer.status_code for answer in answers) == [201] * 10 + [409] * 40
    refusals = [answer.json()["error"] for answer in answers if answer.status_code == 409]
    assert {(error["code"], error["remaining"]) for error in refusals} == {("sold_out", 0)}
    with database.connection_context():
        held = sum(row.quantity for row in OrderLine.select().where(OrderLine.item == "rush"))
        assert held == Stock.get(Stock.item == "rush", Stock.ticket == "").held == 10


def test_a_hold_comes_back_when_its_time_is_over(shop: Shop) -> None:
    placed = shop.checkout(line("rush", "one", "seat", 10)).json()
    clock.set_to(clock.now() + HOLD + timedelta(seconds=1))
    with database.connection_context():
        sweeper.sweep(shop.app.state.service.gateway, shop.app.state.service.catalogue)
    assert shop.order(placed["order"])["status"] == "expired"
    assert shop.checkout(line("rush", "one", "seat", 10)).status_code == 201


def test_the_sweeper_asks_stripe_before_it_releases(shop: Shop) -> None:
    shop.stripe._courier._url = ""  # Stripe's word never comes
    placed = shop.checkout(line("rush", "one", "seat", 10)).json()
    shop.pay(placed["url"])
    clock.set_to(clock.now() + HOLD + timedelta(seconds=1))
    with database.connection_context():
        sweeper.sweep(shop.app.state.service.gateway, shop.app.state.service.catalogue)
    assert shop.order(placed["order"])["status"] == "paid"


def test_when_stripe_is_away_the_hold_stays_and_the_same_request_goes_through_later(shop: Shop) -> None:
    service = shop.app.state.service
    gateway, service.gateway = (
        service.gateway,
        Gateway(dataclasses.replace(shop.settings, stripe_base="http://127.0.0.1:9")),
    )
    request = {"email": "a@example.com", "nonce": "n-1"}
    assert refusal(shop.checkout(**request))[:2] == (503, "payments_unavailable")
    with database.connection_context():
        assert (Stock.get(Stock.ticket == "adult").held, Order.get().status) == (1, "open")
    service.gateway = gateway
    placed = shop.checkout(**request)
    assert placed.status_code == 201
    assert shop.pay(placed.json()["url"]).status_code == 303
    until(lambda: shop.order(placed.json()["order"])["status"] == "paid", "the order to be paid")


def test_what_stripe_refuses_holds_nothing(shop: Shop) -> None:
    shop.app.state.service.gateway = Gateway(dataclasses.replace(shop.settings, stripe_key=""))
    assert refusal(shop.checkout(nonce="n-1", email="a@example.com"))[:2] == (503, "payments_unavailable")
    with database.connection_context():
        assert (Stock.get(Stock.ticket == "adult").held, Order.get().status) == (0, "failed")
    assert refusal(shop.checkout(nonce="n-1", email="a@example.com"))[1] == "hold_expired"


def test_a_nonce_opens_nobody_elses_order(shop: Shop) -> None:
    mine = shop.checkout(nonce="n-1", email="a@example.com").json()["order"]
    theirs = shop.checkout(nonce="n-1", email="b@example.com")
    assert theirs.status_code == 201
    assert theirs.json()["order"] != mine
    other = shop.checkout(line(quantity=2), nonce="n-1", email="a@example.com")
    assert refusal(other)[:2] == (409, "nonce_used"), "the same nonce for another cart"


def test_an_unpaid_order_with_somebody_elses_address_changes_nothing_of_theirs(shop: Shop) -> None:
    placed = shop.checkout(email="a@example.com", name="山田").json()
    shop.checkout(email="a@example.com", name="泥棒", phone="000", marketing=True)
    shop.pay(placed["url"])
    until(lambda: shop.order(placed["order"])["status"] == "paid", "the order to be paid")
    assert shop.fan.get(shop.order(placed["order"])["tickets"][0]["url"]).json()["holder"] == "山田"
    with database.connection_context():
        customer = Customer.get()
    assert (customer.name, customer.phone, customer.marketing_at) == ("山田", "", None)


def test_the_limit_counts_all_lines_of_a_cart_also_those_of_other_dates(small_shop: Shop) -> None:
    assert refusal(small_shop.checkout(line(quantity=3), line(quantity=2)))[1] == "limit"
    second = line(session="sat", quantity=2)
    assert refusal(small_shop.checkout(line(quantity=3), second)) == (409, "limit", "lines[1].quantity")
    assert small_shop.checkout(line(quantity=2), second).status_code == 201, "four in all is what one order may have"
    others = line(ticket="student", quantity=3)
    assert small_shop.checkout(line(quantity=4), others).status_code == 201, "another type has its own limit"


def test_what_no_card_pays_is_refused_before_stripe_is_asked(small_shop: Shop) -> None:
    shop, cheap = small_shop, dataclasses.replace(LIVE, tickets=(dataclasses.replace(STUDENT, price=30),))
    stocked(shop.settings.site, (cheap,))
    one = line(ticket="student")
    until(lambda: shop.checkout(one, preview=True).status_code == 409, "the new price")
    for asked in (shop.checkout(one, preview=True), shop.checkout(one)):
        assert refusal(asked) == (409, "too_little", "lines")
        assert "50円から" in asked.json()["error"]["message"]
    with database.connection_context():
        assert (Order.select().count(), Customer.select().count()) == (0, 0)
    assert shop.checkout(line(ticket="student", quantity=2)).status_code == 201, "two are enough"


def test_a_hold_outlives_stripes_session(small_shop: Shop) -> None:
    small_shop.checkout()
    with database.connection_context():
        payment = Payment.get()
        assert payment.order.hold_until.timestamp() > payment.params["expires_at"] + 60


def test_one_order_that_cannot_be_settled_keeps_no_other_hold(shop: Shop) -> None:
    shop.stripe._courier._url = ""
    bad, good = shop.checkout().json(), shop.checkout(line("rush", "one", "seat", 10)).json()
    shop.pay(bad["url"])
    with database.connection_context():
        Payment.update(amount=1).where(Payment.amount == 3500).execute()  # what Stripe took is not what was due
    clock.set_to(clock.now() + HOLD + timedelta(seconds=1))
    with database.connection_context():
        sweeper.sweep(shop.app.state.service.gateway, shop.app.state.service.catalogue)
    assert shop.order(bad["order"])["status"] == "open", "nothing is issued for the wrong amount"
    assert shop.order(good["order"])["status"] == "expired"
    with database.connection_context():
        told = Mail.get(Mail.template == "notice-problem").values
    assert (told["what"], told["asked"], told["received"]) == ("payment_unclear", 1, 3500), "the shop reads both"


def test_a_damaged_catalogue_leaves_the_shop_open(small_shop: Shop) -> None:
    (small_shop.settings.site / "catalogue.json").write_bytes(b"\xff{")
    assert small_shop.checkout().status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/checkout", (405, "method_not_allowed")),
        ("POST", "/api/nothing", (404, "not_found")),
        ("GET", "/api/orders/%00", (404, "not_found")),
        ("GET", "/t/%00", (404, "not_found")),
        ("GET", "/t/%00/stream", (404, "not_found")),
        ("GET", "/d/%00", (404, "not_found")),
    ],
)
def test_every_error_has_the_envelope(shop: Shop, method: str, path: str, expected: tuple[int, str]) -> None:
    answer = shop.fan.request(method, path)
    assert (answer.status_code, answer.json()["error"]["code"]) == expected


def test_a_window_opens_and_closes_by_the_clock(small_shop: Shop) -> None:
    later = line("later", "one", "seat")
    states = {}
    for moment in ("2027-02-01T09:59:59+09:00", "2027-02-01T10:00:00+09:00", "2027-03-01T10:00:00+09:00"):
        clock.set_to(clock.datetime.fromisoformat(moment))
        states[moment] = small_shop.checkout(later).status_code
    assert list(states.values()) == [409, 201, 409]
    clock.set_to(SHOW + timedelta(seconds=1))
    assert refusal(small_shop.checkout())[1] == "ended"
