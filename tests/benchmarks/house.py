"""A full house: a shop with one event that is on today, thousands of tickets for it, and staff at the door."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support.goods import SHOP
from webhook import accounts, codes, database, face
from webhook.catalogue import FORMAT, Catalogue, Item, Session, TicketType, Venue, write
from webhook.models import Customer, Stamp, Ticket, TicketLine

SHIFT, NUMBER, PIN = "BENCH", "7", "2468"
_AT_ONCE = 500
_NAME = {"ja": "一般", "en": "Adult"}


def fill(folder: Path, count: int) -> list[str]:
    """Write the catalogue below ``folder`` and issue ``count`` tickets of one unit; returns their door codes."""
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
    (folder / "_site").mkdir()
    catalogue = write(Catalogue(format=FORMAT, built_at=now, shop=SHOP, items=(item,)))
    (folder / "_site" / "catalogue.json").write_text(catalogue, "utf-8")
    opened = database.connect(_address(folder))
    with database.database.connection_context():
        accounts.open_shift(SHIFT, now)
        accounts.add(NUMBER, "係", "staff", pin=PIN, now=now)
        doors = _issue(face.of(item, evening), count, now)
    opened.close_all()
    return doors


def stamped(folder: Path) -> int:
    """The stamps that are in the database."""
    opened = database.connect(_address(folder))
    with database.database.connection_context():
        count = Stamp.select().count()
    opened.close_all()
    return int(count)


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


def _address(folder: Path) -> str:
    return f"sqlite:///{folder / '.mogiri' / 'mogiri.db'}"
