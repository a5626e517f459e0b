"""Passes and vouchers: whole units, any day inside their time."""

from datetime import datetime, timedelta

import pytest
import segno

from tests.support.goods import JST
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, held, scan, see, sent, use
from webhook import clock, qr
from webhook.database import database
from webhook.models import Ticket

PAGE = {"Accept": "text/html"}


def test_S0_03_three_notes_of_a_thousand_yen_are_used_as_whole_sheets(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(thing("notes", 3))
    assert (ticket["units_total"], ticket["kind"]) == (3, "voucher")
    staff = shop.staff()
    assert scan(staff, ticket, units=2)["result"] == "ok"
    assert see(shop, ticket)["units_left"] == 1
    half = staff.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 0.5})
    assert (half.status_code, half.json()["error"]["code"]) == (422, "bad_value")
    assert scan(staff, ticket, units=2)["result"] == "few"
    assert see(shop, ticket)["units_left"] == 1


def test_S3_23_the_door_asks_for_papers_only_where_the_shop_said_so(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(line("sealed", "fri", "seat"))
    shop.at_the_show()
    staff = shop.staff()
    with database.connection_context():
        door = Ticket.get(Ticket.number == ticket["id"]).door_code
    seen = scan(staff, {"door_code": door}, dry_run=True)
    assert (seen["ticket"]["id_check"], seen["ticket"]["holder"]) == (False, "山田 花子")
    assert scan(staff, {"door_code": door})["result"] == "ok", "one look and one press, protected or not"


def test_S1_13_issued_on_April_1_for_ten_days_it_is_good_through_April_10(shop: Shop) -> None:
    held(shop)
    clock.set_to(datetime(2027, 4, 1, 15, tzinfo=JST))
    ticket = shop.ticket(thing("tea"))
    assert datetime.fromisoformat(ticket["valid_until"]) == datetime(2027, 4, 11, tzinfo=JST)
    clock.set_to(datetime(2027, 4, 10, 23, 59, 59, tzinfo=JST))
    assert use(shop, ticket, units=1).json()["result"] == "ok"
    clock.set_to(datetime(2027, 4, 11, tzinfo=JST))
    assert use(shop, ticket, units=1).json()["result"] == "expired"
    after = see(shop, ticket)
    assert (after["state"], after["actions"], after["units_left"]) == ("expired", [], 9)


@pytest.mark.parametrize("hours", [0, 9, 33, 200])
def test_S1_24_on_any_day_and_at_any_hour(small_shop: Shop, hours: int) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(thing("tea"))
    clock.set_to(clock.now() + timedelta(hours=hours))
    assert use(shop, ticket, units=1).json()["result"] == "ok"


def test_S1_26_the_QR_carries_the_chosen_number_and_staff_take_just_that(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket, staff = shop.ticket(thing("notes", 3)), shop.staff()
    link = qr.door_link(shop.url, ticket["door_code"], 2)
    assert link == f"{shop.url}/d/{ticket['door_code']}/2".upper()
    assert segno.make_qr(link).mode == "alphanumeric"
    drawn = shop.fan.get(f"{ticket['url']}/qr.svg?units=2").text
    assert drawn.partition(" ")[2].partition(" ")[2] == qr.svg(link, ticket["id"]).partition(" ")[2]
    assert drawn != shop.fan.get(f"{ticket['url']}/qr.svg").text
    for units in ("0", "4", "x", "-1"):
        assert code(shop.fan.get(f"{ticket['url']}/qr.svg?units={units}")) == (409, "few_to_use")
    seen = scan(staff, {"door_code": link}, dry_run=True)
    assert (seen["result"], seen["preselect"], seen["ticket"]["units_left"]) == ("ok", 2, 3)
    assert f'data-code="{ticket["door_code"]}/2"' in staff.get(f"/D/{ticket['door_code']}/2", headers=PAGE).text
    assert "千円の金券" not in shop.fan.get(f"/d/{ticket['door_code']}/2", headers=PAGE).text
    done = scan(staff, {"door_code": link})
    assert (done["result"], done["stamp"]["units"], done["ticket"]["units_left"]) == ("ok", 2, 1)
    stale = scan(staff, {"door_code": link}, dry_run=True)
    assert (stale["result"], stale["preselect"]) == ("few", 2), "S1-27: never fewer than were asked for, by itself"
    assert scan(staff, {"door_code": link}, units=1)["result"] == "ok", "what staff choose goes before it"
    assert scan(staff, ticket, dry_run=True)["preselect"] is None


def test_S1_27_one_left_and_two_asked_is_refused_whole(shop: Shop) -> None:
    ticket, staff = shop.ticket(thing("coffee")), shop.staff()
    scan(staff, ticket, units=9)
    few = scan(staff, ticket, units=2)
    assert (few["result"], few["stamp"], see(shop, ticket)["units_left"]) == ("few", None, 1)
    assert scan(staff, ticket, units=1)["result"] == "ok"
    assert see(shop, ticket)["state"] == "used"


def test_S2_12_S2_13_a_coupon_of_n_uses_is_used_n_times(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = sent(shop, "ten", "a@example.com")
    assert [use(shop, ticket, units=1).json()["result"] for _ in range(11)] == ["ok"] * 10 + ["used"]
    once = sent(shop, "once", "a@example.com")
    assert [use(shop, once, units=1).json()["result"] for _ in range(2)] == ["ok", "used"]


def test_S2_50_an_undone_use_is_there_again_until_the_end(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(thing("tea"))
    made = use(shop, ticket, units=4).json()["stamp"]
    lead = shop.staff("lead")
    assert lead.post(f"/api/stamps/{made['id']}/undo").json()["result"] == "undone"
    assert see(shop, ticket)["units_left"] == 10
    clock.set_to(clock.now() + timedelta(days=10))
    assert see(shop, ticket)["state"] == "expired"
    assert use(shop, ticket, units=1).json()["result"] == "expired"
