"""A large shop within seconds: one event with many dates, written by the database itself instead of row by row."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import Model

from tests.support.goods import SHOP
from webhook import clock, codes, face
from webhook.catalogue import FORMAT, Catalogue, Item, Session, TicketType, Venue, write
from webhook.crew import accounts
from webhook.database import database, is_postgres
from webhook.keeping import carrying
from webhook.models import (
    Customer,
    Order,
    OrderLine,
    Payment,
    SignIn,
    Staff,
    Stamp,
    StampLine,
    Ticket,
    TicketLine,
    Unsealed,
)
from webhook.models.base import MomentField

PRICE = 3500
KINDS = (
    TicketType(id="adult", name={"ja": "一般", "en": "Adult"}, price=PRICE),
    TicketType(id="child", name={"ja": "子ども", "en": "Child"}, price=PRICE),
)
COOKIE = "large"
"""The secret in the owner's cookie."""


def catalogue(folder: Path, sessions: int, now: datetime) -> Item:
    """Write the catalogue below ``folder``; returns its only event, whose dates are an hour apart around ``now``."""
    first = now - timedelta(hours=sessions // 2)
    dates = tuple(Session(id=f"s{number}", starts=first + timedelta(hours=number)) for number in range(sessions))
    item = Item(
        id="large",
        kind="event",
        title={"ja": "大きな会", "en": "A large event"},
        path="/events/large/",
        venue=Venue(name={"ja": "大ホール", "en": "Main Hall"}),
        sessions=dates,
        tickets=KINDS,
    )
    (folder / "_site").mkdir(exist_ok=True, parents=True)
    whole = Catalogue(format=FORMAT, built_at=now, shop=SHOP, items=(item,))
    (folder / "_site" / "catalogue.json").write_text(write(whole), "utf-8")
    return item


def fill(item: Item, tickets: int) -> None:
    """``tickets`` in as many orders of half as many people; two thirds were used, half of those by staff.

    The database is the one that is connected. The owner's cookie is ``COOKIE``.
    """
    now = clock.now()
    _owner(now)
    with database.atomic():
        _dates(item)
        _people_and_orders(tickets, now)
        _tickets(tickets, now)
        _stamps(tickets, now)
    for table in (Customer, Order, OrderLine, Payment, Ticket, TicketLine, Stamp, StampLine):
        carrying.count_on(table)
    Unsealed.delete().where(Unsealed.kind != "turn").execute()  # as if a worker had been at it all the while
    database.execute_sql("ANALYZE")


def _owner(now: datetime) -> None:
    owner = accounts.add("1", "店主", "owner", now=now)
    accounts.add("7", "係", "staff", now=now)
    SignIn.create(token_hash=codes.digest(COOKIE), staff=owner, created_at=now)


def _dates(item: Item) -> None:
    database.execute_sql("DROP TABLE IF EXISTS filled")
    database.execute_sql(
        "CREATE TEMPORARY TABLE filled (place INTEGER PRIMARY KEY, session TEXT, face TEXT, starts TEXT)"
    )
    mark = "%s, %s, %s, %s" if is_postgres() else "?, ?, ?, ?"
    for number, session in enumerate(item.sessions):
        sold = json.dumps(face.of(item, session), ensure_ascii=False)
        starts = session.starts.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        database.execute_sql(f"INSERT INTO filled VALUES ({mark})", (number, session.id, sold, starts))


def _people_and_orders(count: int, now: datetime) -> None:
    person = {
        "id": "i",
        "number": "'U-' || i",
        "email": "'fan' || i || '@example.com'",
        "name": "'山田 花子'",
        "locale": "'ja'",
        "created_at": _moment(now - timedelta(days=20)),
    }
    _insert(Customer, person, max(count // 2, 1))
    bought = _moment(now - timedelta(days=9), "i")
    order = {
        "id": "i",
        "secret": "'secret' || i",
        "number": "'O-' || i",
        "customer": f"1 + i % {max(count // 2, 1)}",
        "name": "'山田 花子'",
        "status": "'paid'",
        "locale": "'ja'",
        "channel": "'own'",
        "total": f"{PRICE}",
        "currency": "'JPY'",
        "created_at": bought,
        "paid_at": bought,
    }
    _insert(Order, order, count)
    line = {
        "id": "i",
        "order": "i",
        "item": "'large'",
        "session": "f.session",
        "ticket": _kind("i"),
        "face": _json(),
        "name": _json('\'{"ja": "一般", "en": "Adult"}\''),
        "quantity": "1",
        "units": "1",
        "price": f"{PRICE}",
    }
    _insert(OrderLine, line, count)
    payment = {
        "id": "i",
        "order": "i",
        "key": "'pay' || i",
        "params": _json("'{}'"),
        "amount": f"{PRICE}",
        "session_id": "'cs_' || i",
        "intent": "'pi_' || i",
        "method": "'card'",
        "received": f"{PRICE}",
        "received_at": bought,
        "created_at": bought,
    }
    _insert(Payment, payment, count)


def _tickets(count: int, now: datetime) -> None:
    ticket = {
        "id": "i",
        "number": "'T-' || i",
        "owner_token": "'owner' || i",
        "door_code": "'DOOR' || i",
        "order": "i",
        "six_digit": "CAST(100000 + i % 900000 AS TEXT)",
        "customer": f"1 + i % {max(count // 2, 1)}",
        "kind": "'event'",
        "item": "'large'",
        "session": "f.session",
        "face": _json(),
        "holder": "'山田 花子'",
        "locale": "'ja'",
        "channel": "'own'",
        "issued_at": _moment(now - timedelta(days=9), "i"),
        "starts_at": _starts(),
        "window_from": _starts("-12 hours"),
        "window_until": _starts("12 hours"),
    }
    _insert(Ticket, ticket, count)
    line = {
        "id": "i",
        "ticket": "i",
        "type": _kind("i"),
        "name": _json('\'{"ja": "一般", "en": "Adult"}\''),
        "units": "1",
        "price": f"{PRICE}",
        "paid": f"{PRICE}",
    }
    _insert(TicketLine, line, count)


def _stamps(count: int, now: datetime) -> None:
    """Of every three tickets two are used: one by staff, one by its holder."""
    staff = Staff.get(Staff.number == "7").id
    which = "(i - 1) / 2 * 3 + 1 + (i - 1) % 2"
    stamp = {
        "id": "i",
        "ticket": which,
        "units": "1",
        "left": "0",
        "at": _came("i", which),
        "method": "CASE WHEN i % 2 = 1 THEN 'scan' ELSE 'tap' END",
        "nonce": "'nonce' || i",
        "staff": f"CASE WHEN i % 2 = 1 THEN {staff} END",
        "staff_name": "CASE WHEN i % 2 = 1 THEN '係' ELSE '' END",
    }
    _insert(Stamp, stamp, count // 3 * 2)
    _insert(StampLine, {"id": "i", "stamp": "i", "line": which, "units": "1"}, count // 3 * 2)


def _insert(table: type[Model], given: dict[str, str], count: int) -> None:
    """Rows 1 to ``count``: each column by an expression of ``i`` and its date ``f``, the others by their defaults."""
    meta: Any = table._meta
    values = {field.column_name: given.get(field.name, _default(field)) for field in meta.sorted_fields}
    columns = ", ".join(f'"{name}"' for name in values)
    dates = database.execute_sql("SELECT COUNT(*) FROM filled").fetchone()[0]
    sql = (
        f'INSERT INTO "{meta.table_name}" ({columns})'
        f" WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        f" SELECT {', '.join(values.values())} FROM n JOIN filled f ON f.place = i % {dates}"
    )
    database.execute_sql(sql.replace("%", "%%") if is_postgres() else sql)


def _default(field: Any) -> str:
    if field.default is None:
        return "CAST(NULL AS TIMESTAMP)" if isinstance(field, MomentField) and is_postgres() else "NULL"
    if isinstance(field.default, bool):
        return ("TRUE" if field.default else "FALSE") if is_postgres() else f"{int(field.default)}"
    return f"{field.default}" if isinstance(field.default, int) else f"'{field.default}'"


def _moment(start: datetime, seconds: str = "0") -> str:
    """That many half seconds after ``start``, as both databases store it."""
    naive = start.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if is_postgres():
        return f"TIMESTAMP '{naive}' + ({seconds}) * INTERVAL '0.5 second'"
    return f"strftime('%Y-%m-%d %H:%M:%S', '{naive}', (({seconds}) / 2) || ' seconds')"


def _starts(moved: str = "0 hours") -> str:
    if is_postgres():
        return f"CAST(f.starts AS TIMESTAMP) + INTERVAL '{moved}'"
    return f"strftime('%Y-%m-%d %H:%M:%S', f.starts, '{moved}')"


def _came(number: str, ticket: str) -> str:
    """Within three hours, three days before the ticket's date: who stamps now is not among them."""
    starts, minutes = f"(SELECT t.starts_at FROM ticket t WHERE t.id = {ticket})", f"({number}) % 180"
    if is_postgres():
        return f"{starts} - INTERVAL '3 days' - ({minutes}) * INTERVAL '1 minute'"
    return f"strftime('%Y-%m-%d %H:%M:%S', {starts}, '-3 days', '-' || ({minutes}) || ' minutes')"


def _json(value: str = "f.face") -> str:
    return f"CAST({value} AS JSONB)" if is_postgres() else value


def _kind(number: str) -> str:
    return f"CASE WHEN {number} % 2 = 0 THEN 'adult' ELSE 'child' END"
