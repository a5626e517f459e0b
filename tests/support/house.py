"""A full house: a shop with one event that is on today, thousands of tickets for it, and staff at the door."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import fn

from tests.support.goods import SHOP
from webhook import codes, database, face
from webhook.catalogue import FORMAT, Catalogue, Item, Session, TicketType, Venue, write
from webhook.crew import accounts
from webhook.http.answering import COOKIE
from webhook.models import Customer, SignIn, Stamp, Ticket, TicketLine

_AT_ONCE = 500
_NAME = {"ja": "一般", "en": "Adult"}


@dataclass(frozen=True, kw_only=True)
class House:
    """The door codes of its tickets, and the cookies of the devices that may stamp them."""

    doors: list[str]
    cookies: list[str]


def fill(folder: Path, address: str, count: int, devices: int) -> House:
    """Write the catalogue below ``folder``; fill the database with ``count`` tickets and signed-in devices."""
    now = datetime.now(UTC)
    evening = Session(id="today", starts=now + timedelta(minutes=5))
    item = Item(
        id="evening",
        kind="event",
        title={"ja": "今夜の会", "en": "Tonight"},
        path="/events/evening/",
        venue=Venue(name={"ja": "大ホール", "en": "Main Hall"}),
        sessions=(evening,),
        tickets=(TicketType(id="adult", name=_NAME, price=3500),),
    )
    (folder / "_site").mkdir(exist_ok=True)
    catalogue = write(Catalogue(format=FORMAT, built_at=now, shop=SHOP, items=(item,)))
    (folder / "_site" / "catalogue.json").write_text(catalogue, "utf-8")
    opened = database.connect(address)
    with database.database.connection_context():
        shift = accounts.open_shift("BENCH", now)
        staff = accounts.add("7", "係", "staff", now=now)
        house = House(
            doors=_issue(face.of(item, evening), count, now), cookies=[f"{COOKIE}=d{n}" for n in range(devices)]
        )
        rows = [
            {"token_hash": codes.digest(f"d{n}"), "staff": staff, "shift": shift, "created_at": now}
            for n in range(devices)
        ]
        SignIn.insert_many(rows).execute()
    opened.close_all()
    return house


def stamped(address: str) -> tuple[int, int]:
    """The stamps that are in the database, and the tickets they are of."""
    opened = database.connect(address)
    with database.database.connection_context():
        stamps, tickets = database.rows(Stamp.select(fn.COUNT(Stamp.id), fn.COUNT(Stamp.ticket.distinct())))[0]
    opened.close_all()
    return int(stamps), int(tickets)


def _issue(sold: dict[str, Any], count: int, now: datetime) -> list[str]:
    fan = Customer.create(number="U-1", email="fan@example.com", name="山田 花子", locale="ja", created_at=now)
    rows = [_row(number, sold, fan, now) for number in range(1, count + 1)]
    lines = [{"ticket": row["id"], "type": "adult", "name": _NAME, "units": 1, "price": 3500} for row in rows]
    with database.transaction():
        for start in range(0, count, _AT_ONCE):
            Ticket.insert_many(rows[start : start + _AT_ONCE]).execute()
            TicketLine.insert_many(lines[start : start + _AT_ONCE]).execute()
    return [row["door_code"] for row in rows]


def _row(number: int, sold: dict[str, Any], fan: Customer, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "number": f"T-{number}",
        "owner_token": codes.secret(),
        "door_code": codes.door_code(),
        "six_digit": f"{number % 1_000_000:06}",
        "customer": fan,
        "kind": "event",
        "item": "evening",
        "session": "today",
        "face": sold,
        "holder": fan.name,
        "locale": "ja",
        "channel": "own",
        "starts_at": now,
        "window_from": now - timedelta(hours=12),
        "window_until": now + timedelta(hours=12),
        "issued_at": now,
    }
