"""All that the door answers, which check wins, and what is handed in later: stamped without signal, or on paper."""

from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.support.goods import SHOW
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import accept, code, give, held, sent, use
from tests.webhook.test_crew import joined, opened
from webhook import clock
from webhook.database import database
from webhook.models import Stamp, Ticket


def stamp(staff: httpx2.Client, ticket: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = staff.post("/api/stamps", json={"door_code": ticket["door_code"]} | more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def handed(staff: httpx2.Client, ticket: dict[str, Any], at: datetime, **more: Any) -> dict[str, Any]:
    """What was stamped without signal, as the device hands it in."""
    told = {"units": 1, "offline": True, "at": at.isoformat(), "nonce": f"n{at.timestamp()}", "counter": 1}
    return stamp(staff, ticket, **told | more)


def reports(shop: Shop) -> dict[str, Any]:
    return dict(shop.staff("lead").get("/api/door/conflicts").json())


def test_journeys_3_2_the_first_check_that_fails_wins(shop: Shop) -> None:
    held(shop)
    live, hall, present = shop.ticket(), shop.ticket(line("hall")), sent(shop, "present", "a@example.com")
    shop.at_the_show()
    lead = shop.staff("lead")
    helper = lead.post("/api/helpers", json={"name": "佐藤", "venue": "main"}).json()
    here = joined(shop, opened(lead, item="live", session="fri"), helper)
    anywhere = joined(shop, opened(lead), helper)
    with database.connection_context():
        Ticket.update(cancelled_at=clock.now(), cancel_reason="weather").execute()
    assert stamp(here, hall)["result"] == "wrong_event", "before cancelled"
    other = stamp(anywhere, hall)
    assert (other["result"], other["message"]) == ("wrong_venue", "会場が違います:小ホール")
    gone = stamp(anywhere, live)
    assert (gone["result"], gone["message"][:14]) == ("cancelled", "キャンセル済みの券です(理由")
    with database.connection_context():
        Ticket.update(cancelled_at=None).execute()
    assert stamp(anywhere, present)["result"] == "share_only"
    clock.set_to(SHOW + timedelta(days=12))
    assert stamp(shop.staff(), present)["result"] == "share_only", "before expired"
    assert stamp(shop.staff(), live)["result"] == "wrong_date"


def test_S4_53_staff_of_one_venue_refuse_tickets_of_another(small_shop: Shop) -> None:
    held(small_shop)
    hall, live, coffee = small_shop.ticket(line("hall")), small_shop.ticket(), small_shop.ticket(thing("coffee"))
    small_shop.at_the_show()
    lead = small_shop.staff("lead")
    there = joined(small_shop, opened(lead, venue="small"), lead.post("/api/helpers", json={"name": "甲"}).json())
    assert [stamp(there, each)["result"] for each in (live, hall)] == ["wrong_venue", "ok"]
    assert stamp(there, coffee, units=1)["result"] == "ok", "a pass is tied to no place"


def test_S3_22_an_old_code_says_what_became_of_the_ticket(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(line("hall", quantity=2))
    accept(shop, give(shop, ticket, units=1).json()["url"])
    shop.at_the_show()
    staff = shop.staff()
    moved = stamp(staff, ticket)
    assert moved["result"] == "moved"
    assert "譲渡済みです" in moved["message"]
    assert stamp(shop.staff(item="live", session="fri"), ticket)["result"] == "wrong_event"
    with database.connection_context():
        Ticket.update(cancelled_at=clock.now()).where(Ticket.number == ticket["id"]).execute()
    assert stamp(staff, ticket)["result"] == "cancelled"


def test_S3_08_a_guest_who_has_not_paid_is_pending_by_the_number_of_the_order(shop: Shop) -> None:
    placed = shop.open()
    shop.pay(placed["url"], "konbini")
    order = shop.until(placed["order"], "awaiting_payment")
    answer = shop.staff().post("/api/stamps", json={"door_code": order["number"]}).json()
    assert (answer["result"], answer["ticket"]) == ("pending", None)
    assert answer["message"].startswith("お支払いがまだです(コンビニ ")


def test_journeys_5_6_a_stamp_made_without_signal_counts_at_its_moment(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=3))
    shop.at_the_show()
    staff = shop.staff()
    clock.set_to(SHOW + timedelta(minutes=40))
    made = handed(staff, ticket, SHOW + timedelta(minutes=5))
    assert (made["result"], made["late"], made["conflict"]) == ("part", False, None)
    assert datetime.fromisoformat(made["stamp"]["at"]) == SHOW + timedelta(minutes=5)
    assert handed(staff, ticket, SHOW + timedelta(minutes=5))["stamp"] == made["stamp"], "sent twice is once"
    with database.connection_context():
        row = Stamp.get()
        assert (row.offline, row.late, row.counter, row.synced_at) == (True, False, 1, row.synced_at)
    paper = stamp(staff, ticket, units=1, paper=True, at=(SHOW + timedelta(minutes=1)).isoformat(), nonce="p")
    assert (paper["result"], paper["stamp"]["method"]) == ("part", "paper")
    ignored = stamp(staff, ticket, units=1, at=SHOW.isoformat(), nonce="x")
    assert datetime.fromisoformat(ignored["stamp"]["at"]) > SHOW + timedelta(minutes=39), "not said to be offline"
    uses = shop.owner().get("/api/uses").json()["uses"]
    assert sorted(each["offline"] for each in uses) == [False, True, True]


def test_journeys_3_4_a_ticket_used_at_two_gates_is_a_conflict_and_never_more_units_than_issued(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=3))
    shop.at_the_show()
    east, west = shop.staff(number="101"), shop.staff(number="102")
    assert stamp(east, ticket, units=2)["result"] == "part"
    clock.set_to(SHOW + timedelta(minutes=30))
    late = handed(west, ticket, SHOW + timedelta(minutes=1), units=2)
    assert (late["result"], late["conflict"]["over"], late["stamp"]["units"]) == ("used", 1, 1)
    assert late["previous"]["staff"] == "係 101"
    assert handed(west, ticket, SHOW + timedelta(minutes=1), units=2)["conflict"] == late["conflict"]
    second = handed(west, ticket, SHOW + timedelta(minutes=2), units=1)
    assert (second["result"], second["conflict"]["over"], second["stamp"]) == ("used", 1, None)
    batch = [{"door_code": ticket["door_code"], "units": 1, "offline": True, "at": SHOW.isoformat(), "nonce": "b"}] * 2
    assert [each["conflict"]["over"] for each in west.post("/api/stamps", json=batch).json()] == [1, 1]
    told = reports(shop)["conflicts"]
    assert [each["over"] for each in told] == [1, 1, 1]
    oldest = told[-1]
    assert (oldest["first"]["staff"], oldest["second"]["staff"], oldest["seen"]) == ("係 101", "係 102", False)
    assert oldest["ticket"]["id"] == ticket["id"]
    lead = shop.staff("lead")
    assert lead.post(f"/api/door/conflicts/{oldest['id']}/seen").json()["seen"] is True
    assert lead.post("/api/door/conflicts/999/seen").status_code == 404
    assert code(west.get("/api/door/conflicts")) == (403, "forbidden")
    live = next(item for item in shop.usage()["items"] if item["id"] == "live")
    assert (live["issued"], live["used"]) == (3, 3)


@pytest.mark.parametrize(
    ("at", "now"),
    [
        (SHOW - timedelta(days=1), SHOW),  # another day
        (SHOW + timedelta(minutes=3), SHOW),  # to come
        (SHOW, SHOW + timedelta(hours=48, minutes=1)),  # too long ago
        (SHOW + timedelta(hours=5), SHOW + timedelta(hours=6)),  # after the day
    ],
)
def test_A22_a_moment_that_cannot_be_is_late_and_the_lead_hears_of_it(small_shop: Shop, at: Any, now: Any) -> None:
    ticket = small_shop.ticket()
    clock.set_to(SHOW - timedelta(days=2))
    staff = small_shop.staff(number="7")
    clock.set_to(now)
    answer = handed(staff, ticket, at)
    assert (answer["result"], answer["stamp"]) == ("late", None)
    (note,) = reports(small_shop)["notes"]
    assert note["kind"] == "refused"
    assert "係 7" in note["text"]
    assert ticket["holder"] in note["text"]


def test_S4_42_a_no_show_is_final_but_for_what_was_stamped_on_the_day(shop: Shop) -> None:
    bought = shop.bought(line(quantity=2), line(session="sat"))
    single, ticket = shop.bought(line(session="sat")), shop.fan.get(bought["tickets"][0]["url"]).json()
    shop.at_the_show()
    staff, lead = shop.staff(), shop.staff("lead")
    clock.set_to(SHOW + timedelta(hours=30))
    url = bought["tickets"][0]["url"]
    assert shop.fan.get(url).json()["state"] == "no_show"
    owner = shop.owner()
    forged = {"door_code": ticket["door_code"], "units": 1, "offline": True, "at": SHOW.isoformat(), "nonce": "f"}
    for hand in (owner, shop.staff("lead")):
        assert code(hand.post("/api/stamps", json=forged)) == (409, "no_show_final")
        assert code(hand.post("/api/stamps", json=forged | {"paper": True, "offline": False})) == (409, "no_show_final")
    assert stamp(lead, ticket)["result"] == "wrong_date"
    assert code(use(shop, {"url": url}, units=1)) == (403, "use_scan")
    made = handed(staff, ticket, SHOW + timedelta(minutes=5))
    assert (made["result"], made["late"]) == ("part", True)
    assert shop.fan.get(url).json()["state"] == "partly_used"
    assert code(lead.post(f"/api/stamps/{made['stamp']['id']}/undo")) == (403, "undo_late")
    clock.set_to(SHOW + timedelta(days=3))
    answer = shop.owner().post(f"/api/orders/{single['number']}/cancel", json={"reason": "weather"})
    assert code(answer) == (409, "no_show_final")


def test_journeys_3_1_a_device_of_an_ended_shift_hands_in_what_it_stamped_before(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=3))
    shop.at_the_show()
    lead = shop.staff("lead")
    shift = opened(lead)
    device = joined(shop, shift, lead.post("/api/helpers", json={"name": "佐藤"}).json())
    clock.set_to(SHOW + timedelta(minutes=30))
    lead.post(f"/api/shifts/{shift['id']}/end")
    clock.set_to(SHOW + timedelta(minutes=60))
    assert code(device.post("/api/stamps", json={"door_code": ticket["door_code"]})) == (401, "sign_in")
    assert handed(device, ticket, SHOW + timedelta(minutes=20))["result"] == "part"
    assert handed(device, ticket, SHOW + timedelta(minutes=31))["result"] == "late", "the shift was over by then"
    clock.set_to(SHOW + timedelta(hours=48, minutes=31))
    wish = {"door_code": ticket["door_code"], "units": 1, "offline": True, "at": SHOW.isoformat()}
    assert code(device.post("/api/stamps", json=wish)) == (401, "sign_in")


def test_journeys_5_5_unusual_speed_and_pins_tried_in_vain_are_noted_for_the_lead(shop: Shop) -> None:
    held(shop)
    page = shop.ticket(line("stamped", ticket="seat"))
    clock.set_to(SHOW - timedelta(hours=1))
    tea, staff = shop.ticket(thing("tea", 4)), shop.staff(number="7")
    wishes = [{"door_code": tea["door_code"], "units": 1, "nonce": f"n{number}"} for number in range(30)]
    assert {each["result"] for each in staff.post("/api/stamps", json=wishes).json()} == {"ok"}
    assert reports(shop)["notes"] == [], "thirty a minute are many, but can be"
    stamp(staff, tea, units=1)
    for guess in range(5):
        use(shop, page, staff_number="7", pin=f"000{guess}")
    notes = {each["kind"]: each["text"] for each in reports(shop)["notes"]}
    assert set(notes) == {"speed", "pad"}
    assert "係 7" in notes["speed"]
    assert "31" in notes["speed"]
    assert page["holder"] in notes["pad"]


def test_six_digits_handed_in_are_those_of_the_named_session(small_shop: Shop) -> None:
    friday, saturday = small_shop.ticket(), small_shop.ticket(line(session="sat"))
    with database.connection_context():
        Ticket.update(six_digit=friday["six_digit"]).where(Ticket.number == saturday["id"]).execute()
    small_shop.at_the_show(SHOW + timedelta(days=1))
    wish = {"six_digit": friday["six_digit"], "units": 1, "offline": True, "at": clock.now().isoformat()}
    answer = small_shop.staff().post("/api/stamps", json=wish | {"item": "live", "session": "sat"}).json()
    assert (answer["result"], answer["ticket"]["id"]) == ("ok", saturday["id"])


@pytest.mark.parametrize("wrong", [{"at": "soon"}, {"at": "2027-03-05T19:00:00"}, {"at": 5}, {"counter": -1}])
def test_a_moment_without_a_zone_is_refused(small_shop: Shop, wrong: dict[str, Any]) -> None:
    wish = {"door_code": "A", "offline": True} | wrong
    assert code(small_shop.staff().post("/api/stamps", json=wish)) == (422, "bad_value")


def test_A24_the_reason_of_an_undo_is_kept(small_shop: Shop) -> None:
    ticket = small_shop.ticket()
    small_shop.at_the_show()
    staff = small_shop.staff()
    made = stamp(staff, ticket)
    assert staff.post(f"/api/stamps/{made['stamp']['id']}/undo", json={"reason": "人違い"}).status_code == 200
    with database.connection_context():
        assert Stamp.get().undo_reason == "人違い"
