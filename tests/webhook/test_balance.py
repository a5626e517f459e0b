"""未使用残高: what is unused of long passes and vouchers, counted as 資金決済法 does, to the yen (spec/law.md 2)."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.goods import COFFEE, HALF, JST, SHOP, VOUCHER, confided, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, thing
from tests.webhook.holding import accept, code, give, scan, use
from webhook import clock, prepaid
from webhook.catalogue import Validity

JAPANESE = replace(SHOP, legal=("tokushoho", "privacy", "terms"))
LONG = replace(COFFEE, id="long", path="/passes/long/", valid=Validity(days=200), gift=True, stock=None)
NOTE = replace(VOUCHER, id="note", path="/vouchers/note/", title={"ja": "金券"}, price=900, face=1000, valid=None)


def balance(shop: Shop) -> dict[str, Any]:
    answer = shop.owner().get("/api/balance")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sheet(shop: Shop, day: str = "") -> list[list[str]]:
    answer = shop.owner().get("/api/balance.csv", params={"lang": "ja"} | ({"date": day} if day else {}))
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def cancelled(shop: Shop, order: dict[str, Any], **more: Any) -> None:
    why = {"reason": "other", "detail": "ご転居のため"}
    answer = shop.owner().post(f"/api/orders/{order['number']}/cancel", json=why | more)
    assert answer.status_code == 200, answer.text


def opened(shop: Shop) -> Shop:
    """On 1 March 2027, with passes and vouchers for long and for short."""
    clock.set_to(datetime(2027, 3, 1, 12, tzinfo=JST))
    stocked(shop.settings.site, (LONG, NOTE, COFFEE, HALF), JAPANESE)
    confided(shop.settings.shop_folder)
    until(lambda: shop.checkout(thing("long")).status_code == 201, "the passes")
    return shop


def test_units_count_at_their_face_or_full_price_until_they_are_used_cancelled_or_over(shop: Shop) -> None:
    opened(shop)
    shop.ticket(thing("coffee"))  # 180 days: outside the law
    used, gone = shop.ticket(thing("long")), shop.bought(thing("long"))
    shop.ticket(thing("note", quantity=2), coupon="half price")
    assert shop.owner().post("/api/issue", json={"item": "long", "email": "guest@example.com"}).status_code == 201
    assert use(shop, used, units=3, nonce="one").status_code in (200, 201)
    assert (balance(shop)["amount"], balance(shop)["units"]) == (2100 + 3000 + 2000, 7 + 10 + 2)
    cancelled(shop, gone, exception="unable")
    told = balance(shop)
    assert [(each["item"], each["units"], each["amount"], each["coming"]) for each in told["items"]] == [
        ("long", 7, 2100, 2100), ("note", 2, 2000, 2000),
    ]  # fmt: skip
    assert told["coming"] == {"date": "2027-03-31", "amount": 4100, "level": "low"}
    assert (told["amount"], told["limit"], told["last"]) == (4100, 10_000_000, {"date": "2026-09-30", "amount": 0})
    stamp = scan(shop.staff(), used, units=2)["stamp"]
    assert balance(shop)["amount"] == 3500
    shop.staff("lead").post(f"/api/stamps/{stamp['id']}/undo")
    assert balance(shop)["amount"] == 4100, "undone is unused"


def test_a_base_date_is_told_before_it_and_the_same_for_ever_after(shop: Shop) -> None:
    opened(shop)
    ticket = shop.ticket(thing("long"))
    shop.ticket(thing("note"))
    expected = sheet(shop)
    assert expected == [
        ["商品", "残り(枚・回)", "未使用残高"],
        ["コーヒー回数券", "10", "3000"],
        ["金券", "1", "1000"],
        ["合計", "11", "4000"],
    ]
    assert sheet(shop, "2027-03-31") == expected
    clock.set_to(datetime(2027, 4, 1, 0, 0, tzinfo=JST))
    assert use(shop, ticket, units=4, nonce="later").status_code in (200, 201)
    accept(shop, give(shop, ticket, units=2).json()["url"])
    shop.ticket(thing("note"))
    told = balance(shop)
    assert told["last"] == {"date": "2027-03-31", "amount": 4000}
    assert sheet(shop, "2027-03-31") == expected
    assert told["amount"] == 1800 + 2000, "what was given away was issued in March, and is good for long"
    assert told["coming"] == {"date": "2027-09-30", "amount": 2000, "level": "low"}, "the passes end on 16 September"
    clock.set_to(datetime(2027, 9, 17, tzinfo=JST))
    assert balance(shop)["amount"] == 2000


def test_money_for_what_is_prepaid_goes_back_only_with_what_allows_it_and_that_is_kept(shop: Shop) -> None:
    """資金決済法 20条5項: in principle forbidden, so the shop says why it may, and the answer is on record."""
    opened(shop)
    order, short = shop.bought(thing("long"), thing("coffee")), shop.bought(thing("coffee"))
    owner, address = shop.owner(), f"/api/orders/{order['number']}"
    assert owner.post(f"{address}/cancel", json={"preview": True}).json()["prepaid"] is True
    assert owner.post(f"/api/orders/{short['number']}/cancel", json={"preview": True}).json()["prepaid"] is False
    why = {"reason": "weather"}
    for wrong in ({}, {"exception": "because"}):
        assert code(owner.post(f"{address}/cancel", json=why | wrong)) == (422, "exception_needed"), wrong
        assert code(owner.post(f"{address}/refund", json=why | wrong | {"amount": 100})) == (422, "exception_needed")
    given = owner.post(f"{address}/refund", json=why | {"amount": 100, "exception": "small"})
    assert given.status_code == 200, given.text
    cancelled(shop, order, exception="unable")
    cancelled(shop, short)
    refunds = owner.get(address).json()["refunds"]
    assert sorted((each["reason"], each["exception"]) for each in refunds) == [
        ("cancelled", ""), ("cancelled", "unable"), ("goodwill", "small"),
    ]  # fmt: skip
    [plain] = owner.get(f"/api/orders/{short['number']}").json()["refunds"]
    assert plain["exception"] == ""


def test_a_day_that_cannot_be_told_is_refused_and_a_shop_elsewhere_owes_nobody_this(small_shop: Shop) -> None:
    shop = opened(small_shop)
    owner = shop.owner()
    for wrong in ("2027-04-01", "tomorrow", "2027-02-30"):
        assert code(owner.get("/api/balance.csv", params={"date": wrong})) == (422, "bad_value"), wrong
    assert sheet(shop, "0001-01-01")[1:] == [["合計", "0", "0"]]
    assert code(shop.staff("lead").get("/api/balance")) == (403, "forbidden")
    stocked(shop.settings.site, (LONG,))
    until(lambda: balance(shop) == {"counts": False}, "a shop that sells elsewhere")
    assert code(owner.get("/api/balance.csv")) == (422, "bad_value")


@pytest.mark.parametrize(
    ("today", "dates"),
    [
        (date(2027, 1, 1), (date(2026, 9, 30), date(2027, 3, 31))),
        (date(2027, 3, 31), (date(2026, 9, 30), date(2027, 3, 31))),
        (date(2027, 4, 1), (date(2027, 3, 31), date(2027, 9, 30))),
        (date(2027, 10, 1), (date(2027, 9, 30), date(2028, 3, 31))),
    ],
)
def test_base_dates_are_the_ends_of_march_and_september(today: date, dates: tuple[date, date]) -> None:
    assert prepaid.base_dates(today) == dates


def test_exactly_ten_million_are_not_above_the_limit() -> None:
    levels = {4_999_999: "low", 5_000_000: "near", 7_999_999: "near", 8_000_000: "close", 10_000_000: "close"}
    assert {amount: prepaid.level(amount) for amount in levels} == levels
    assert prepaid.level(10_000_001) == "over"


@given(st.dates(max_value=date(9000, 1, 1)))
def test_w_psa_0_six_months_are_181_to_184_days(day: date) -> None:
    after = prepaid.six_months_after(day)
    assert timedelta(days=181) <= after - day <= timedelta(days=184)
    assert (prepaid.is_long(day, after - timedelta(days=1)), prepaid.is_long(day, after)) == (False, True)
