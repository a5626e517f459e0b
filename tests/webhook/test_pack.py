"""The door pack: what a device can tell of every ticket of the evening without signal, and nothing about people."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx2
from peewee import Value

from tests.support.goods import COFFEE, JST, LIVE, SHOW, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from tests.webhook.holding import accept, code, give, held, see, sent
from webhook import clock, codes
from webhook.database import database, transaction
from webhook.door import packs, tags
from webhook.models import Stamp, StampLine, Ticket, TicketLine

MANY = 10_000


def pack(staff: httpx2.Client, item: str = "live", session: str = "fri") -> dict[str, Any]:
    """The pack, once the last one is no longer young."""
    clock.set_to(clock.now() + packs.FRESH)
    answer = staff.get(f"/api/door/{item}/{session}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def hashed(salt: str, value: str, characters: int) -> str:
    digest = hashlib.sha256(f"{salt}:{value}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:characters]


def entry(found: dict[str, Any], door_code: str) -> tuple[str, list[int], str]:
    """State, units left and the hash of the ID of the entry with that code, as a device finds it."""
    wanted, width = hashed(found["salt"], door_code, 12), len(found["types"])
    place = [found["door"][n * 12 : n * 12 + 12] for n in range(found["n"])].index(wanted)
    left = found["left"][place * width : place * width + width]
    return found["state"][place], left, found["six"][place * 7 : place * 7 + 7]


def tagged(found: dict[str, Any], door_code: str) -> bool:
    """Whether a device takes the code for one of ours."""
    key = base64.urlsafe_b64decode(found["tag_key"] + "=" * (-len(found["tag_key"]) % 4))
    made = base64.b32encode(hmac.digest(key, door_code[:21].encode(), hashlib.sha256)).decode()
    return made[:5] == door_code[21:]


def test_journeys_5_6_the_pack_tells_every_ticket_of_its_session(shop: Shop) -> None:
    group = shop.ticket(line(quantity=3), line(ticket="student"))
    single, gone, other = shop.ticket(), shop.ticket(), shop.ticket(line(session="sat"))
    shop.at_the_show()
    staff = shop.staff()
    staff.post("/api/stamps", json={"door_code": group["door_code"], "lines": [{"ticket": "adult", "units": 2}]})
    staff.post("/api/stamps", json={"door_code": single["door_code"]})
    with database.connection_context():
        Ticket.update(cancelled_at=clock.now()).where(Ticket.number == gone["id"]).execute()
    found = pack(staff)
    assert (found["format"], found["kind"], found["title"], found["venue"]) == (1, "event", "試しライブ", "大ホール")
    assert (found["n"], found["cancelled"], [each["id"] for each in found["types"]]) == (3, False, ["adult", "student"])
    assert datetime.fromisoformat(found["from"]) == datetime(2027, 3, 5, tzinfo=JST)
    assert datetime.fromisoformat(found["until"]) == datetime(2027, 3, 6, tzinfo=JST)
    assert entry(found, group["door_code"]) == ("o", [1, 1], hashed(found["salt"], group["six_digit"], 7))
    assert entry(found, single["door_code"])[:2] == ("o", [0, 0])
    assert entry(found, gone["door_code"])[0] == "c"
    assert "山田" not in str(found), "no names in the pack"
    assert tagged(found, other["door_code"]) is False, "the key is of this session only"
    clock.set_to(SHOW - timedelta(hours=1))
    new = shop.ticket()
    assert tagged(found, new["door_code"]), "what is sold later is known by its tag"
    assert not tagged(found, codes.door_code())


def test_the_pack_knows_what_was_given_called_off_suspended_or_is_only_to_be_shared(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(line("hall", quantity=2))
    taken = accept(shop, give(shop, ticket, units=1).json()["url"])
    whole = shop.ticket(line("hall"))
    moved = accept(shop, give(shop, whole, units=1).json()["url"])
    present, mine = sent(shop, "present", "a@example.com"), sent(shop, "ten", "b@example.com")
    staff = shop.staff()
    found = pack(staff, "hall")
    assert entry(found, ticket["door_code"]) == ("m", [0], "......."), "the old code leads to nobody"
    assert entry(found, see(shop, ticket)["door_code"])[:2] == ("o", [1])
    assert entry(found, taken["door_code"])[:2] == ("o", [1])
    assert entry(found, whole["door_code"])[0] == "m"
    with database.connection_context():
        Ticket.update(suspended_at=clock.now()).where(Ticket.number == moved["id"]).execute()
    assert entry(pack(staff, "hall"), moved["door_code"])[0] == "w"
    assert entry(pack(staff, "present", "-"), present["door_code"])[0] == "s"
    coupon = pack(staff, "ten", "-")
    assert (coupon["session"], coupon["types"][0]["id"], coupon["starts_at"]) == (None, None, None)
    assert entry(coupon, mine["door_code"])[:2] == ("o", [10])
    early = sent(shop, "springtime", "a@example.com")
    waiting = pack(shop.staff(), "springtime", "-")
    assert entry(waiting, early["door_code"])[0] == "n"
    assert (waiting["id_check"], waiting["age_min"]) == (False, None)
    assert waiting["begins"] == {"0": "2027-04-09T15:00:00+00:00"}, "without a signal, too, it says from when"
    clock.set_to(clock.now() + timedelta(days=10))
    assert entry(pack(shop.staff(), "ten", "-"), mine["door_code"])[0] == "x", "over since the day before"


def test_the_pack_is_sent_again_only_when_it_has_changed(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=2))
    shop.at_the_show()
    staff = shop.staff()
    tag = staff.get("/api/door/live/fri").headers["ETag"]
    clock.set_to(SHOW + timedelta(minutes=5))
    assert staff.get("/api/door/live/fri", headers={"If-None-Match": tag}).status_code == 304
    staff.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1})
    assert staff.get("/api/door/live/fri", headers={"If-None-Match": tag}).status_code == 304, "one so young will do"
    clock.set_to(SHOW + timedelta(minutes=5, seconds=10))
    again = staff.get("/api/door/live/fri", headers={"If-None-Match": tag})
    assert (again.status_code, again.json()["left"]) == (200, [1])
    assert datetime.fromisoformat(again.json()["at"]) > SHOW + timedelta(minutes=5)


def test_a_pack_is_for_the_staff_of_its_shift(small_shop: Shop) -> None:
    small_shop.at_the_show()
    narrow = small_shop.staff(item="live", session="fri")
    assert narrow.get("/api/door/live/fri").json()["n"] == 0, "nothing sold is a pack, too"
    assert code(narrow.get("/api/door/live/sat")) == (403, "forbidden")
    assert code(small_shop.staff().get("/api/door/live/mon")) == (404, "not_found")
    assert code(small_shop.staff().get("/api/door/nothing/-")) == (404, "not_found")
    assert code(small_shop.fan.get("/api/door/live/fri")) == (401, "sign_in")


def test_ten_thousand_tickets_are_less_than_half_a_megabyte(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=2), line(ticket="student"))
    fill_house(ticket["id"])
    shop.at_the_show()
    answer = shop.staff().get("/api/door/live/fri")
    found = answer.json()
    assert found["n"] == MANY + 1
    assert len(answer.content) < 500_000
    assert sum(found["left"]) == 3 + MANY * 2


def fill_house(number: str) -> None:
    """Ten thousand more tickets like that one, each of three units with one of them used."""
    with database.connection_context(), transaction():
        first = Ticket.get(Ticket.number == number)
        shared = {"customer": first.customer_id, "kind": "event", "item": "live", "session": "fri", "face": first.face}
        shared |= {"holder": "客", "locale": "ja", "channel": "own", "issued_at": first.issued_at, "given": 0}
        shared |= {"window_from": first.window_from, "window_until": first.window_until, "starts_at": first.starts_at}
        key = tags.key("live", "fri")
        for start in range(0, MANY, 500):
            fresh = [secrets.token_hex(8) for _ in range(500)]
            doors = [codes.door_code()[:21] for _ in fresh]
            rows = [
                shared | {"number": f"T-{each}", "owner_token": each, "door_code": door + tags.tag(door, key),
                          "six_digit": f"{start + place:06d}"}
                for place, (each, door) in enumerate(zip(fresh, doors, strict=True))
            ]  # fmt: skip
            Ticket.insert_many(rows).execute()
        more = Ticket.id > first.id  # the database makes their rows out of theirs sooner than it could be sent them
        columns = [TicketLine.type, TicketLine.name, TicketLine.units, TicketLine.price, TicketLine.paid]
        lines = TicketLine.select(Ticket.id, *columns).join(Ticket, on=more).where(TicketLine.ticket == first)
        TicketLine.insert_from(lines, [TicketLine.ticket, *columns]).execute()
        same = {Stamp.units: 1, Stamp.left: 2, Stamp.method: "scan", Stamp.staff_name: "", Stamp.undo_reason: ""}
        same |= {Stamp.offline: False, Stamp.late: False}
        made = Ticket.select(Ticket.id, Ticket.issued_at, Ticket.number, *map(Value, same.values())).where(more)
        Stamp.insert_from(made, [Stamp.ticket, Stamp.at, Stamp.nonce, *same]).execute()
        used = Stamp.select(Stamp.id, TicketLine.id, 1).join(TicketLine, on=TicketLine.ticket == Stamp.ticket)
        used = used.where(TicketLine.type == "adult")
        StampLine.insert_from(used, [StampLine.stamp, StampLine.line, StampLine.units]).execute()


def test_what_staff_look_at_before_anybody_enters_is_known_without_a_signal(shop: Shop) -> None:
    """Age and identity, also once the item is gone from the shop: then as the ticket that was sold says it."""
    strict = replace(LIVE, age_min=18, id_check=True)
    stocked(shop.settings.site, (strict,))
    until(lambda: shop.app.state.service.catalogue.items[0].id_check, "the new rules")
    shop.ticket()
    shop.at_the_show()
    staff = shop.staff()
    assert (pack(staff)["age_min"], pack(staff)["id_check"]) == (18, True)
    stocked(shop.settings.site, (COFFEE,))
    until(lambda: shop.app.state.service.catalogue.items == (COFFEE,), "the shop without it")
    assert (pack(staff)["age_min"], pack(staff)["id_check"]) == (18, True)
