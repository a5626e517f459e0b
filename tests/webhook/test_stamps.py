"""At the door: the verdicts, a use that happens once, and taking it back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.support.goods import JST, SHOW
from tests.webhook.conftest import Shop, line, thing
from webhook import clock
from webhook.database import database
from webhook.models import Stamp, Ticket


def stamp(staff: httpx2.Client, ticket: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = staff.post("/api/stamps", json={"door_code": ticket["door_code"]} | more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_S4_33_a_group_comes_in_parts_and_every_unit_once(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=3), line(ticket="student"))
    shop.at_the_show()
    staff = shop.staff()
    look = stamp(staff, ticket, dry_run=True)
    assert (look["result"], look["stamp"], look["ticket"]["units_left"]) == ("ok", None, 4)
    assert stamp(staff, ticket, units=3)["result"] == "part"
    rest = stamp(staff, ticket, dry_run=True)
    assert rest["result"] == "used_self", "this device has just let some in"
    assert [(each["ticket"], each["used"]) for each in rest["ticket"]["lines"]] == [("adult", 3), ("student", 0)]
    assert stamp(staff, ticket, units=2)["result"] == "few"
    assert stamp(staff, ticket)["result"] == "ok", "without a number all that is left goes in"
    again = stamp(staff, ticket)
    assert again["result"] == "used"
    assert again["previous"]["staff"].startswith("係")
    assert shop.fan.get(ticket["url"]).json()["state"] == "used"


def test_lines_choose_the_ticket_types(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=2), line(ticket="student", quantity=2))
    shop.at_the_show()
    staff = shop.staff()
    assert stamp(staff, ticket, lines=[{"ticket": "student", "units": 2}])["result"] == "part"
    assert stamp(staff, ticket, lines=[{"ticket": "student", "units": 1}])["result"] == "few"
    used = {each["ticket"]: each["used"] for each in shop.fan.get(ticket["url"]).json()["lines"]}
    assert used == {"adult": 0, "student": 2}


def test_S3_20_64_at_once_on_one_unit_are_one_use(shop: Shop) -> None:
    ticket = shop.ticket()
    shop.at_the_show()
    devices = [shop.staff() for _ in range(4)]

    def press(number: int) -> str:
        return str(stamp(devices[number % 4], ticket, units=1, nonce=f"n-{number}")["result"])

    with ThreadPoolExecutor(64) as pool:
        results = list(pool.map(press, range(64)))
    assert sorted(results) == ["ok"] + ["used"] * 63
    with database.connection_context():
        assert Stamp.select().count() == 1


def test_the_same_request_twice_is_one_act_and_one_answer(shop: Shop) -> None:
    ticket, other = shop.ticket(line(quantity=4)), shop.ticket()
    shop.at_the_show()
    staff = shop.staff()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: stamp(staff, ticket, units=2, nonce="one"), range(8)))
    assert {answer["result"] for answer in answers} == {"part"}
    assert len({answer["stamp"]["id"] for answer in answers}) == 1
    assert shop.fan.get(ticket["url"]).json()["units_left"] == 2
    reused = staff.post("/api/stamps", json={"door_code": other["door_code"], "nonce": "one"})
    assert reused.status_code == 409


def test_a_list_is_answered_one_by_one(shop: Shop) -> None:
    first, second = shop.ticket(), shop.ticket()
    shop.at_the_show()
    wishes = [
        {"door_code": first["door_code"]},
        {"six_digit": second["six_digit"]},
        {"door_code": f"{shop.url}/D/{first['door_code']}".upper()},
        {"door_code": "A" * 26},
    ]
    verdicts = shop.staff().post("/api/stamps", json=wishes).json()
    assert [each["result"] for each in verdicts] == ["ok", "ok", "used", "unknown"]


@pytest.mark.parametrize(
    ("when", "result"),
    [
        (datetime(2027, 3, 4, 23, 59, 59, tzinfo=JST), "wrong_date"),
        (datetime(2027, 3, 5, 0, 0, tzinfo=JST), "ok"),
        (datetime(2027, 3, 5, 23, 59, tzinfo=JST), "ok"),
        (datetime(2027, 3, 6, 0, 0, tzinfo=JST), "wrong_date"),
    ],
)
def test_S4_38_S4_39_S4_40_only_on_its_day_whatever_the_hour(small_shop: Shop, when: datetime, result: str) -> None:
    ticket = small_shop.ticket()
    staff = small_shop.staff()
    clock.set_to(when)
    verdict = stamp(staff, ticket)
    assert verdict["result"] == result
    if result == "wrong_date":
        assert datetime.fromisoformat(verdict["right_date"]) == datetime(2027, 3, 5, tzinfo=JST)


def test_S1_13_a_pass_lasts_its_days_and_keeps_its_uses(shop: Shop) -> None:
    clock.set_to(datetime(2027, 4, 1, 15, tzinfo=JST))
    ticket = shop.ticket(thing("coffee", 2))
    assert ticket["units_total"] == 20
    staff = shop.staff()
    first = stamp(staff, ticket, units=1)
    assert (first["result"], first["ticket"]["units_left"]) == ("ok", 19)
    clock.set_to(datetime(2027, 9, 27, 23, 59, tzinfo=JST))
    assert stamp(staff, ticket, units=1)["result"] == "ok"
    clock.set_to(datetime(2027, 9, 28, 0, 0, tzinfo=JST))
    assert stamp(staff, ticket, units=1)["result"] == "expired"
    assert shop.fan.get(ticket["url"]).json()["state"] == "expired"


def test_a_dated_voucher_is_not_good_before_its_first_day(small_shop: Shop) -> None:
    clock.set_to(datetime(2027, 4, 1, 12, tzinfo=JST))
    ticket = small_shop.ticket(thing("april"))
    assert (ticket["state"], ticket["valid_from"]) == ("not_yet", "2027-04-09T15:00:00+00:00")
    staff = small_shop.staff()
    assert stamp(staff, ticket)["result"] == "wrong_date"
    clock.set_to(datetime(2027, 4, 30, 23, 59, tzinfo=JST))
    assert stamp(staff, ticket)["result"] == "ok"


def test_a_cancelled_ticket_never_looks_merely_used(small_shop: Shop) -> None:
    ticket = small_shop.ticket()
    with database.connection_context():
        Ticket.update(cancelled_at=clock.now()).execute()
    assert stamp(small_shop.staff(), ticket)["result"] == "cancelled"


def test_a_shift_of_one_session_stamps_no_other(small_shop: Shop) -> None:
    friday, saturday = small_shop.ticket(), small_shop.ticket(line(session="sat"))
    staff = small_shop.staff(item="live", session="fri")
    small_shop.at_the_show()
    assert stamp(staff, saturday)["result"] == "wrong_event"
    assert stamp(staff, friday)["result"] == "ok"


def test_A24_own_stamps_are_undone_for_ten_minutes_others_by_a_lead_until_the_day_ends(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=4))
    shop.at_the_show()
    staff, other, lead = shop.staff(), shop.staff(), shop.staff("lead")

    def undo(who: httpx2.Client, made: dict[str, Any]) -> tuple[int, Any]:
        answer = who.post(f"/api/stamps/{made['stamp']['id']}/undo")
        return answer.status_code, answer.json().get("error", {}).get("code")

    made = stamp(staff, ticket, units=1)
    assert undo(other, made) == (403, "undo_other")
    assert undo(staff, made) == (200, None)
    assert undo(staff, made) == (200, None), "once more changes nothing"
    assert shop.fan.get(ticket["url"]).json()["units_left"] == 4
    made = stamp(staff, ticket, units=2)
    clock.set_to(SHOW + timedelta(minutes=11))
    assert undo(staff, made) == (403, "undo_late")
    assert undo(lead, made) == (200, None)
    made = stamp(staff, ticket, units=3)
    clock.set_to(SHOW + timedelta(hours=5))
    assert undo(lead, made) == (403, "undo_late")
    with database.connection_context():
        assert Stamp.select().count() == 3, "nothing is ever deleted"
    assert staff.post("/api/stamps/999/undo").status_code == 404


def test_A04_ten_wrong_six_digit_ids_pause_this_sign_in_for_a_minute(shop: Shop) -> None:
    ticket = shop.ticket()
    shop.at_the_show()
    staff, other = shop.staff(), shop.staff()
    wrong = [f"{number:06d}" for number in range(20) if f"{number:06d}" != ticket["six_digit"]]
    for digits in wrong[:10]:
        assert staff.post("/api/stamps", json={"six_digit": digits}).json()["result"] == "unknown"
    paused = staff.post("/api/stamps", json={"six_digit": ticket["six_digit"]})
    assert (paused.status_code, paused.json()["error"]["code"]) == (429, "too_many")
    assert 0 < int(paused.headers["Retry-After"]) <= 61
    assert stamp(staff, ticket, dry_run=True)["result"] == "ok", "scanning goes on"
    assert other.post("/api/stamps", json={"six_digit": ticket["six_digit"], "dry_run": True}).json()["result"] == "ok"
    clock.set_to(clock.now() + timedelta(seconds=62))
    digits = f"{ticket['six_digit'][:3]} {ticket['six_digit'][3:]}"
    assert staff.post("/api/stamps", json={"six_digit": digits}).json()["result"] == "ok"


def test_a_list_of_guesses_is_paused_like_single_ones(small_shop: Shop) -> None:
    small_shop.at_the_show()
    guesses = [{"six_digit": f"{number:06d}"} for number in range(30)]
    results = [each["result"] for each in small_shop.staff().post("/api/stamps", json=guesses).json()]
    assert results == ["unknown"] * 10 + ["too_many"] * 20


def test_full_width_digits_are_digits(small_shop: Shop) -> None:
    ticket = small_shop.ticket()
    small_shop.at_the_show()
    wide = ticket["six_digit"].translate(
        str.maketrans("0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19")
    )
    assert small_shop.staff().post("/api/stamps", json={"six_digit": wide}).json()["result"] == "ok"


def test_one_refusal_in_a_list_loses_no_other_answer(shop: Shop) -> None:
    first, second = shop.ticket(), shop.ticket()
    shop.at_the_show()
    wishes = [{"door_code": each["door_code"], "nonce": "same"} for each in (first, second)]
    assert [each["result"] for each in shop.staff().post("/api/stamps", json=wishes).json()] == ["ok", "nonce_used"]


def test_an_undo_of_nonsense_is_not_found(small_shop: Shop) -> None:
    staff = small_shop.staff()
    for number in ("9" * 31, "x", "-1"):
        assert staff.post(f"/api/stamps/{number}/undo").status_code == 404


@pytest.mark.parametrize(
    "wish",
    [{}, {"door_code": ""}, {"door_code": "A", "six_digit": "1"}, {"door_code": "A", "units": 0},
     {"door_code": "A", "units": -1}, {"door_code": "A", "units": "2"}, {"door_code": 1}, "text", 5,
     {"door_code": "A", "lines": []}, {"door_code": "A", "lines": [{"ticket": "x", "units": 0}]}, {"door_code": "/"},
     {"door_code": "A", "lines": [{"ticket": "x", "units": 1}, {"ticket": "x", "units": 1}]}],
)  # fmt: skip
def test_a_wish_that_makes_no_sense_is_refused(small_shop: Shop, wish: Any) -> None:
    answer = small_shop.staff().post("/api/stamps", json=wish)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_value")


def test_only_staff_may_stamp(small_shop: Shop) -> None:
    ticket = small_shop.ticket()
    small_shop.at_the_show()
    answer = small_shop.fan.post("/api/stamps", json={"door_code": ticket["door_code"]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "sign_in")


def test_the_answer_to_staff_never_holds_the_owner_link(small_shop: Shop) -> None:
    ticket = small_shop.ticket()
    small_shop.at_the_show()
    answer = small_shop.staff().post("/api/stamps", json={"door_code": ticket["door_code"]})
    assert ticket["url"].rpartition("/")[2] not in answer.text
