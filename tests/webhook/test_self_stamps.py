"""Stamping on the holder's own phone: a slide in front of the staff, or the staff's number and PIN."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import httpx2

from tests.support.goods import SHOW
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, held, see, sent, use
from webhook import clock
from webhook.database import database
from webhook.models import Stamp

STAMPED = line("stamped", "fri", "seat", 3)


def by_pin(shop: Shop, ticket: dict[str, Any], number: str, pin: str = "2468", **body: Any) -> httpx2.Response:
    return use(shop, ticket, staff_number=number, pin=pin, **body)


def used(ticket: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(stamp["units"], stamp["method"], stamp["staff"]) for stamp in ticket["stamps"]]


def test_S1_25_a_slide_uses_the_chosen_number_once_and_shows_what_a_recording_cannot(shop: Shop) -> None:
    ticket = shop.ticket(thing("coffee"))
    assert (ticket["use"], "use" in ticket["actions"]) == ("tap", True)
    first = use(shop, ticket, units=2, nonce="slide-1").json()
    assert (first["result"], first["stamp"]["units"], first["ticket"]["units_left"]) == ("ok", 2, 8)
    assert first["message"]
    assert set(first["word"]) >= {"word", "colour", "hue"}
    again = use(shop, ticket, units=2, nonce="slide-1").json()
    assert (again["result"], again["stamp"], again["ticket"]["units_left"]) == ("ok", first["stamp"], 8)
    assert used(see(shop, ticket)) == [(2, "tap", "")]


def test_a_nonce_of_another_ticket_is_refused(shop: Shop) -> None:
    first, second = shop.ticket(thing("coffee")), shop.ticket(thing("coffee"))
    assert use(shop, first, units=1, nonce="same").status_code == 200
    assert code(use(shop, second, units=1, nonce="same")) == (409, "nonce_used")
    assert see(shop, second)["units_left"] == 10


def test_S2_36_a_slide_names_no_staff_even_in_a_browser_of_the_staff(shop: Shop) -> None:
    ticket = shop.ticket(thing("coffee"))
    staff = shop.staff(number="71")
    answer = staff.post(ticket["url"] + "/stamps", json={"units": 1, "staff_number": "71", "pin": "2468"})
    assert (answer.status_code, answer.json()["stamp"]["staff"]) == (200, "")
    assert staff.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1}).json()["result"] == "ok"
    with database.connection_context():
        rows = [(each.method, each.staff_name, each.staff_id, each.sign_in_id) for each in Stamp.select()]
    assert rows[0] == ("tap", "", None, None)
    assert rows[1][:2] == ("scan", "係 71"), "S2-35: who reads it is named"
    assert None not in rows[1]


def test_A10_a_stamp_by_PIN_is_of_the_staff_whose_PIN_it_was(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(STAMPED)
    shop.staff(number="81")
    shop.at_the_show()
    assert code(use(shop, ticket, units=1)) == (422, "pin_needed")
    assert code(use(shop, ticket, units=1, staff_number="81")) == (422, "pin_needed")
    assert code(by_pin(shop, ticket, "81", "9999")) == (403, "wrong_pin")
    done = by_pin(shop, ticket, "81", units=2).json()
    assert (done["result"], done["ticket"]["units_left"]) == ("part", 1)
    with database.connection_context():
        row = Stamp.get()
        number = row.staff and row.staff.number
    assert (row.method, number, row.staff_name, row.sign_in_id) == ("stamp", "81", "係 81", None)


def test_five_wrong_PINs_put_the_page_to_sleep_for_five_minutes(shop: Shop) -> None:
    held(shop)
    ticket, other = shop.ticket(STAMPED), shop.ticket(STAMPED)
    shop.staff(number="82")
    shop.staff(number="83")
    shop.at_the_show()
    numbers = ["82", "nobody", "82", "none", "82"]
    assert [code(by_pin(shop, ticket, number, "0000"))[1] for number in numbers] == ["wrong_pin"] * 5
    asleep = by_pin(shop, ticket, "83")
    assert code(asleep) == (429, "too_many")
    assert 200 < int(asleep.headers["Retry-After"]) <= 301
    assert by_pin(shop, other, "83", units=1).json()["result"] == "part", "only that page sleeps"
    clock.set_to(clock.now() + timedelta(minutes=5, seconds=1))
    assert by_pin(shop, ticket, "83", units=1).json()["result"] == "part"


def test_five_wrong_PINs_of_one_number_pause_it_on_every_page(shop: Shop) -> None:
    held(shop)
    tickets = [shop.ticket(STAMPED) for _ in range(3)]
    shop.staff(number="84")
    shop.at_the_show()
    for number in range(5):
        assert code(by_pin(shop, tickets[number % 2], "84", "0000")) == (403, "wrong_pin")
    assert code(by_pin(shop, tickets[2], "84")) == (429, "too_many")
    clock.set_to(clock.now() + timedelta(seconds=61))
    assert by_pin(shop, tickets[2], "84").json()["result"] == "ok"


def test_many_wrong_PINs_at_once_are_no_more_than_five(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(STAMPED)
    shop.at_the_show()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: code(by_pin(shop, ticket, f"n{number}", "0000"))[1], range(16)))
    assert sorted(answers) == ["too_many"] * 11 + ["wrong_pin"] * 5


def test_a_phone_can_be_stamped_from_three_hours_before_until_the_day_is_over(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(STAMPED)
    shop.staff(number="85")
    clock.set_to(SHOW - timedelta(hours=3, seconds=1))
    early = by_pin(shop, ticket, "85", units=1)
    assert code(early) == (409, "too_early")
    assert datetime.fromisoformat(early.json()["error"]["opens"]) == SHOW - timedelta(hours=3)
    assert "use" not in see(shop, ticket)["actions"]
    clock.set_to(SHOW - timedelta(hours=3))
    assert "use" in see(shop, ticket)["actions"]
    assert by_pin(shop, ticket, "85", units=1).json()["result"] == "part"
    clock.set_to(SHOW.replace(hour=0) + timedelta(days=1))
    late = by_pin(shop, ticket, "85", units=1).json()
    assert (late["result"], late["stamp"], late["word"]) == ("wrong_date", None, None)
    assert see(shop, ticket)["units_used"] == 1


def test_a_cancelled_ticket_says_so_even_before_its_day(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(STAMPED)
    shop.staff(number="86")
    order = shop.owner().get("/api/orders").json()["orders"][0]
    done = shop.owner().post(f"/api/orders/{order['number']}/cancel", json={"reason": "weather"})
    assert done.status_code == 200, done.text
    assert by_pin(shop, ticket, "86").json()["result"] == "cancelled"


def test_S1_16_where_staff_scan_the_phone_has_no_control(small_shop: Shop) -> None:
    ticket = small_shop.ticket()
    small_shop.at_the_show()
    assert (ticket["use"], see(small_shop, ticket)["actions"]) == ("scan", [])
    assert code(use(small_shop, ticket, units=1)) == (403, "use_scan")


def test_S1_27_more_than_are_left_uses_nothing(shop: Shop) -> None:
    ticket = shop.ticket(thing("coffee"))
    assert use(shop, ticket, units=9).json()["result"] == "ok"
    few = use(shop, ticket, units=2).json()
    assert (few["result"], few["stamp"], few["word"], few["ticket"]["units_left"]) == ("few", None, None, 1)
    for units in (0, -1, 1.5, "1", 10_001):
        assert code(use(shop, ticket, units=units)) == (422, "bad_value")
    assert see(shop, ticket)["units_left"] == 1


def test_16_taps_at_once_on_a_pass_with_one_use_left_are_one_use(shop: Shop) -> None:
    ticket = shop.ticket(thing("coffee"))
    use(shop, ticket, units=9)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: use(shop, ticket, units=1, nonce=f"tap{number}").json(), range(16)))
    assert sorted(answer["result"] for answer in answers) == ["ok"] + ["used"] * 15
    assert sum(answer["word"] is not None for answer in answers) == 1, "only the real one has the word"
    after = see(shop, ticket)
    assert (after["state"], after["units_left"], len(after["stamps"])) == ("used", 0, 2)


def test_the_word_of_the_moment_changes_every_ten_minutes_and_is_what_staff_see(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(line("stamped", "fri", "seat", 8))
    staff = shop.staff(number="87")
    seen = []
    for minutes in range(0, 80, 10):
        clock.set_to(SHOW + timedelta(minutes=minutes))
        phone = by_pin(shop, ticket, "87", units=1).json()["word"]
        clock.set_to(SHOW + timedelta(minutes=minutes + 9, seconds=59))
        rooms = staff.get("/api/door", headers={"Accept-Language": "ja"}).json()["sessions"]
        words = {each["item"]: each["word"] for each in rooms}
        assert words["stamped"] == phone, "the same for ten minutes"
        assert phone["until"] == (SHOW + timedelta(minutes=minutes + 10)).timestamp()
        seen.append((phone["word"], phone["colour"], words["live"]["word"]))
    assert len(set(seen)) > 5
    assert any(word != other for word, _, other in seen), "each event has its own"
    assert shop.fan.get("/api/door").status_code == 401, "no stranger is told"


def test_S2_12_and_S2_17_coupons_are_used_on_the_phone_as_they_allow(shop: Shop) -> None:
    held(shop)
    ten, present = sent(shop, "ten", "a@example.com"), sent(shop, "present", "a@example.com")
    assert use(shop, ten, units=10).json()["result"] == "ok"
    assert use(shop, ten, units=1).json()["result"] == "used"
    assert see(shop, ten)["state"] == "used"
    assert code(use(shop, present)) == (403, "use_scan")
    assert "use" not in see(shop, present)["actions"]
