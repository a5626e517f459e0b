"""At the door besides stamping: guests without a phone, more people than booked, cash given back, lost mail."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.support.goods import SHOW
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import accept, code, give, held, see
from webhook import clock
from webhook.database import database
from webhook.models import Memo, Order, Payment


def search(staff: httpx2.Client, query: str) -> list[str]:
    answer = staff.get("/api/door/search", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["tickets"]]


def sale(staff: httpx2.Client, nonce: str = "one", **body: Any) -> httpx2.Response:
    lines = body.pop("lines", None) or [{"ticket": "adult", "units": 1}]
    return staff.post("/api/door/sales", json={"lines": lines, "paid": "cash", "nonce": nonce, "stamp": False} | body)


def test_S4_31_a_guest_without_a_phone_is_found_by_any_of_four_keys(shop: Shop) -> None:
    held(shop)
    found = shop.bought(name="佐藤 はな", email="hana@example.com", phone="090-1234-5678")
    ticket = see(shop, {"url": found["tickets"][0]["url"]})
    other = shop.ticket(name="鈴木")
    given = accept(shop, give(shop, shop.ticket(line("hall", quantity=2), name="高橋"), units=1).json()["url"], "連れ")
    shop.at_the_show()
    staff = shop.staff()
    for query in ("佐藤", "佐藤はな", "HANA@", found["number"], found["number"][2:].lower(), "12345678", "090-1234",
                  "０９０１２３４５６７８"):  # fmt: skip
        assert search(staff, query) == [ticket["id"]], query
    assert search(staff, "連れ") == [given["id"]]
    assert search(staff, "高橋") != [given["id"]], "a gift is its receiver's"
    for query in ("田中", "", "佐", "%", "0000", "\0", other["door_code"]):
        assert search(staff, query) == [], query
    shown = staff.get("/api/door/search?q=hana").json()["tickets"][0]
    assert (shown["order"], shown["mail_hint"]) == (found["number"], "ha…@example.com")
    assert ticket["url"].rpartition("/")[2] not in str(shown)
    assert search(shop.staff(item="hall", session="fri"), "佐藤") == [], "another shift's guest"
    assert code(shop.fan.get("/api/door/search?q=hana")) == (401, "sign_in")


def test_S3_08_an_order_that_waits_for_the_store_is_found_as_not_paid(shop: Shop) -> None:
    placed = shop.open(name="遅井", email="late@example.com")
    shop.pay(placed["url"], "konbini")
    waiting = shop.until(placed["order"], "awaiting_payment")
    answer = shop.staff().get("/api/door/search?q=遅井").json()
    assert answer["tickets"] == []
    (order,) = answer["orders"]
    assert (order["order"], order["status"], order["titles"]) == (waiting["number"], "awaiting_payment", ["試しライブ"])
    assert order["pay_by"] == waiting["pay_by"]


def test_S4_32_more_people_pay_at_the_door_as_long_as_there_is_stock(shop: Shop) -> None:
    shop.bought(line(quantity=4))
    shop.bought(line(quantity=4))
    ticket = shop.ticket(line(quantity=1))
    shop.at_the_show()  # selling online has ended
    staff = shop.staff()
    refused = sale(staff, ticket=ticket["id"], lines=[{"ticket": "adult", "units": 2}])
    assert code(refused) == (409, "few_left")
    assert refused.json()["error"]["remaining"] == 1
    sold = sale(staff, ticket=ticket["id"], stamp=True)
    assert sold.status_code == 201, sold.text
    made = sold.json()
    assert made["result"] == "ok"
    assert made["stamp"]["units"] == made["ticket"]["units_used"] == 1
    assert made["ticket"]["holder"] == ticket["holder"]
    assert sale(staff, ticket=ticket["id"], stamp=True).json()["stamp"] == made["stamp"], "pressed twice is once"
    assert code(sale(staff, "two", ticket=ticket["id"])) == (409, "sold_out")
    orders = shop.owner().get("/api/orders").json()["orders"]
    assert (orders[0]["number"], orders[0]["channel"], orders[0]["method"]) == (made["order"], "door", "cash")
    assert orders[0]["email"] == orders[1]["email"], "the new ticket goes to the same address"
    live = next(item for item in shop.usage()["items"] if item["id"] == "live")
    assert (live["issued"], live["used"]) == (10, 1)


def test_S4_31_a_new_guest_buys_at_the_doors_price_and_gets_a_receipt_where_an_address_is_given(shop: Shop) -> None:
    shop.at_the_show()
    staff = shop.staff()
    mailed = sale(staff, item="live", session="fri", name="当日 太郎", email="Today@example.com", paid="other").json()
    mail = shop.office.wait(1)[0]
    assert mail["To"] == "today@example.com"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "/receipt" in body.get_content()
    quiet = sale(staff, "two", item="live", session="fri", name="匿名", lines=[{"ticket": "student", "units": 2}])
    assert (quiet.json()["total"], quiet.json()["ticket"]["holder"]) == (4000, "匿名")
    assert code(staff.post("/api/door/resend", json={"ticket": quiet.json()["ticket"]["id"]})) == (409, "no_address")
    assert len(shop.office.mails) == 1
    with database.connection_context():
        paid = [(each.order.number, each.method, each.received) for each in Payment.select().order_by(Payment.id)]
    assert paid == [(mailed["order"], "other", 3500), (quiet.json()["order"], "cash", 4000)]
    owner = shop.owner()
    assert [each["email"] for each in owner.get("/api/customers").json()["customers"]] == ["today@example.com"]
    assert code(owner.post(f"/api/orders/{mailed['order']}/refund", json={"amount": 1, "reason": "weather"})) == (
        409,
        "nothing_to_refund",
    ), "what was paid at the door is given back by hand"


def test_S4_32_two_devices_never_sell_the_last_one_twice(shop: Shop) -> None:
    shop.bought(line(quantity=4))
    shop.bought(line(quantity=4))
    shop.bought(line())
    shop.at_the_show()
    devices = [shop.staff() for _ in range(2)]

    def press(number: int) -> int:
        return sale(devices[number % 2], f"n{number}", item="live", session="fri", name="甲").status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(press, range(8))) == [201] + [409] * 7
    with database.connection_context():
        assert Order.select().where(Order.channel == "door").count() == 1


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"item": "nothing"}, (422, "unknown_item")),
        ({"item": "live", "session": "mon"}, (422, "unknown_session")),
        ({"item": "live", "session": ""}, (422, "unknown_session")),
        ({"item": "live", "lines": [{"ticket": "dog", "units": 1}]}, (422, "unknown_ticket")),
        ({"item": "live", "lines": [{"ticket": "adult", "units": 0}]}, (422, "bad_quantity")),
        ({"item": "live", "paid": "card"}, (422, "bad_value")),
        ({"item": "live", "name": ""}, (422, "bad_name")),
        ({"item": "live", "email": "no"}, (422, "bad_email")),
        ({"item": "thanks", "session": ""}, (422, "unknown_item")),
        ({"item": "gone", "session": "one"}, (409, "closed")),
        ({"ticket": "T-NONE"}, (404, "not_found")),
    ],
)
def test_a_sale_that_makes_no_sense_is_refused(small_shop: Shop, body: Any, refusal: tuple[int, str]) -> None:
    small_shop.at_the_show()
    assert code(sale(small_shop.staff(), **{"session": "fri", "name": "甲", **body})) == refusal


def test_a_sale_is_for_a_day_that_is_not_over_and_for_what_the_shift_stamps(small_shop: Shop) -> None:
    small_shop.at_the_show()
    staff, narrow = small_shop.staff(), small_shop.staff(item="live", session="fri")
    assert code(sale(narrow, item="live", session="sat", name="甲")) == (403, "forbidden")
    assert sale(staff, item="coffee", session="-", name="甲", lines=[{"ticket": "", "units": 1}]).status_code == 201
    clock.set_to(SHOW + timedelta(days=1))
    assert code(sale(staff, "two", item="live", session="fri", name="甲")) == (409, "ended")


def test_S4_33_A21_fewer_people_leave_the_rest_unused_and_cash_is_a_memo_in_no_total(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=4))
    shop.at_the_show()
    staff = shop.staff()
    staff.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 3})
    before = shop.owner().get("/api/orders").json()["orders"][0]
    body = {"ticket": ticket["id"], "amount": 3500, "note": "お一人欠席", "nonce": "memo"}
    notes = [staff.post("/api/door/memos", json=body) for _ in range(2)]
    assert [note.status_code for note in notes] == [201, 201]
    assert notes[0].json() == notes[1].json()
    assert notes[0].json()["staff"].startswith("係")
    assert code(staff.post("/api/door/memos", json=body | {"amount": 1})) == (409, "nonce_used")
    assert code(staff.post("/api/door/memos", json=body | {"amount": 0, "nonce": "x"})) == (422, "bad_value")
    with database.connection_context():
        assert Memo.select().count() == 1
    assert shop.owner().get("/api/orders").json()["orders"][0] == before, "no money moved"
    clock.set_to(SHOW + timedelta(days=1))
    live = next(item for item in shop.usage()["items"] if item["id"] == "live")
    assert (live["used"], live["no_show"]) == (3, 1)


def test_S4_45_lost_mail_is_sent_again_to_the_registered_address_only(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(thing("coffee"), email="fan@example.com")
    hall = shop.ticket(line("hall", quantity=2), email="giver@example.com")
    given = accept(shop, give(shop, hall, units=1).json()["url"], "友", email="friend@example.com")
    shop.posted()
    before = len(shop.office.mails)
    staff = shop.staff()
    assert staff.post("/api/door/resend", json={"ticket": ticket["id"], "email": "x@example.com"}).status_code == 202
    assert code(staff.post("/api/door/resend", json={"ticket": ticket["id"]})) == (429, "too_many_mails")
    assert staff.post("/api/door/resend", json={"ticket": given["id"]}).status_code == 202
    until(lambda: len(shop.office.mails) >= before + 2, "both mails")
    assert {mail["To"] for mail in shop.office.mails[before:]} == {"fan@example.com", "friend@example.com"}
