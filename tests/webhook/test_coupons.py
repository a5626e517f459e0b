"""Coupon codes at our own checkout: what they take off, once per holder, and what the law wants on the receipt."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.support.goods import HALF, LIVE, PRIVATE, SPRING, confided, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, scan, sent
from webhook.database import database
from webhook.models import Payment, Refund


def test_S2_30_a_code_applies_once_per_holder(shop: Shop) -> None:
    seen = shop.checkout(line(quantity=2), coupon="ｈａｒｕ 500", preview=True, email="a@example.com")
    assert seen.status_code == 200, seen.text
    told = seen.json()
    assert (told["total"], told["discount"], told["coupon"]["id"]) == (6500, 500, "spring")
    assert shop.left() == 12, "a preview holds nothing"
    order = shop.bought(line(quantity=2), coupon="HARU500", email="a@example.com")
    assert (order["total"], order["discount"]) == (6500, 500)
    again = shop.checkout(line(), coupon="HARU500", email="a@example.com")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "coupon_used")
    assert shop.checkout(line(), coupon="HARU500", email="b@example.com").status_code == 201
    shop.fan.post(order["tickets"][0]["url"] + "/cancel", json={})
    with database.connection_context():
        assert Refund.get().amount == 6500, "what was paid, not what it cost before"


@pytest.mark.parametrize(
    ("code", "status", "answer"),
    [("NOPE", 422, "coupon_unknown"), ("KYONEN", 409, "coupon_ended"), ("ARIGATO", 422, "coupon_unknown")],
)
def test_a_code_that_is_none_or_over_is_refused_at_its_field(
    small_shop: Shop, code: str, status: int, answer: str
) -> None:
    refused = small_shop.checkout(coupon=code)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, answer)
    assert refused.json()["error"]["field"] == "coupon"


def test_S2_30_an_archived_coupon_gives_its_code_to_the_next(small_shop: Shop) -> None:
    shop = small_shop
    stocked(shop.settings.site, (LIVE, replace(HALF, id="last-year", archived=True), SPRING))
    confided(shop.settings.shop_folder, replace(PRIVATE, codes={"last-year": "HARU500", "spring": "haru500"}))
    told = until(lambda: shop.checkout(line(), coupon="HARU500", preview=True).json().get("coupon"), "the new code")
    assert told["id"] == "spring"


def test_S2_30_a_code_uses_the_coupon_that_one_holds_and_each_of_them_once(shop: Shop) -> None:
    mine, other = sent(shop, "spring", "a@example.com"), sent(shop, "spring", "a@example.com")
    staff = shop.staff()
    waits = shop.open(line(), coupon="HARU500", email="a@example.com")
    shop.bought(line(), coupon="HARU500", email="a@example.com")
    assert code(shop.checkout(line(), coupon="HARU500", email="a@example.com")) == (409, "coupon_used"), "one waits"
    states = sorted(shop.fan.get(each["url"]).json()["state"] for each in (mine, other))
    assert states == ["unused", "used"], "what was used here is not good at the door as well"
    shop.pay(waits["url"])
    shop.until(waits["order"], "paid")
    assert [scan(staff, each)["result"] for each in (mine, other)] == ["used", "used"]
    at_the_door = sent(shop, "spring", "b@example.com")
    assert scan(staff, at_the_door)["result"] == "ok"
    assert code(shop.checkout(line(), coupon="HARU500", email="b@example.com")) == (409, "coupon_used")
    rows = shop.owner().get("/api/uses?item=spring").json()["uses"]
    assert sorted(each["method"] for each in rows) == ["code", "code", "scan"]


def test_A09_uses_by_stamp_and_by_code_end_together_at_the_total(shop: Shop) -> None:
    first, second, third = (sent(shop, "half", f"{name}@example.com") for name in "abc")
    staff = shop.staff("lead")
    assert scan(staff, first, dry_run=True)["result"] == "ok"
    made = scan(staff, first)
    assert made["result"] == "ok"
    shop.bought(coupon="Half Price")
    assert code(shop.checkout(coupon="Half Price")) == (409, "coupon_spent"), "the shop gives it twice"
    over = scan(staff, second)
    assert (over["result"], over["stamp"], over["message"][:8]) == ("spent", None, "このクーポンは、")
    staff.post(f"/api/stamps/{made['stamp']['id']}/undo")
    with ThreadPoolExecutor(2) as pool:
        again = list(pool.map(lambda ticket: scan(staff, ticket)["result"], (second, third)))
    assert sorted(again) == ["ok", "spent"], "one use is left, for one of them"


def test_a_lapsed_order_gives_its_code_back(shop: Shop) -> None:
    placed = shop.open(coupon="HARU500", email="a@example.com")
    shop.pay(placed["url"], "expire")
    shop.until(placed["order"], "expired")
    assert shop.checkout(coupon="HARU500", email="a@example.com").status_code == 201


def test_the_last_use_is_taken_by_one(shop: Shop) -> None:
    shop.bought(coupon="Half Price")

    def attempt(number: int) -> str:
        answer = shop.checkout(coupon="HALFPRICE", email=f"rush{number}@example.com", client=shop.client())
        return "ok" if answer.status_code == 201 else str(answer.json()["error"]["code"])

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(attempt, range(6)))
    assert answers == ["coupon_spent"] * 5 + ["ok"]


def test_a_total_of_nothing_needs_no_stripe(shop: Shop) -> None:
    seen = shop.checkout(line("rush", "one", "seat"), coupon="HARU500", preview=True).json()
    assert seen["total"] == 500
    minimum = shop.checkout(thing("april"), coupon="HARU500")
    assert minimum.json()["error"]["code"] == "coupon_minimum"
    assert minimum.json()["error"]["minimum"] == 1000


def test_a_discount_is_shared_by_the_lines_and_stripe_is_asked_for_the_same_sum(shop: Shop) -> None:
    order = shop.bought(line(quantity=3), line(ticket="student"), coupon="HARU500")
    assert order["total"] == 12000
    with database.connection_context():
        asked = Payment.get().params["line_items"]
    assert sum(each["quantity"] * each["price_data"]["unit_amount"] for each in asked) == 12000
    receipt = shop.fan.get(order["tickets"][0]["url"] + "/receipt").json()
    assert (receipt["total"], receipt["discount"], receipt["taxes"]) == (
        12000,
        500,
        [{"rate": 10, "total": 12000, "tax": 1090}],
    )


def test_S3_11_the_receipt_follows_the_refund_and_takes_a_name_once(shop: Shop) -> None:
    order = shop.bought(line(quantity=2))
    url = order["tickets"][0]["url"]
    assert shop.fan.get(url + "/receipt").json()["kind"] == "receipt"
    assert shop.fan.post(url + "/receipt", json={"addressee": "株式会社はな"}).status_code == 200
    assert shop.fan.post(url + "/receipt", json={"addressee": "別の会社"}).json()["error"]["code"] == "addressee_set"
    shop.fan.post(url + "/cancel", json={})
    until(lambda: shop.fan.get(url + "/receipt").json()["refunds"], "the refund on the receipt")
    receipt = shop.fan.get(url + "/receipt").json()
    assert receipt["addressee"] == "株式会社はな"
    assert [(each["amount"], each["taxes"]) for each in receipt["refunds"]] == [
        (7000, [{"rate": 10, "total": 7000, "tax": 636}])
    ]
    page = shop.fan.get(url + "/receipt", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "領収書" in page.text
    free = shop.bought(line("free", "one", "guest"))["tickets"][0]["url"]
    assert shop.fan.get(free + "/receipt").status_code == 404
