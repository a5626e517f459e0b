"""The door pack: all tickets of an item and session as a device needs them without signal. Hashes only, no names.

A few statements read the columns that are needed, whatever the number of tickets; an evening of 10,000 is a few hundred
kilobytes.
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from peewee import Case, ModelSelect, fn

from webhook import validity
from webhook.catalogue import Catalogue, Localised, localised
from webhook.database import database, rows
from webhook.door import house, tags
from webhook.models import OldCode, Stamp, StampLine, Ticket, TicketLine
from webhook.models.base import moment
from webhook.refusals import Refused
from webhook.selling import halts
from webhook.validity import Window

FORMAT = 1
NO_DIGITS = "." * 7
"""In place of the hash of an ID: old codes have none."""

Left = dict[int, dict[str, int]]
"""Units by ticket and type."""


class Entry(NamedTuple):
    """A door code with what becomes of whoever shows it; ``ticket`` 0 for an old code.

    ``begins`` is when a ticket that is not good yet will be.
    """

    door: str
    six: str
    state: str
    ticket: int = 0
    begins: datetime | None = None


def of(item: str, session: str, catalogue: Catalogue, now: datetime, language: str) -> dict[str, Any]:
    """The pack of an item and session (empty for a pass, voucher or coupon). Refuses with ``not_found``."""
    show = house.show(item, session, catalogue)
    if show is None:
        raise Refused("not_found", 404)
    left, types = _left(item, session), _types(item, session, catalogue)
    entries = [*_tickets(item, session, left, now), *_old_codes(item, session)]
    window = _window(item, session, catalogue, now)
    salt = tags.salt(item, session)
    return {
        "format": FORMAT,
        "item": item,
        "session": session or None,
        "kind": show.kind,
        "title": localised(show.title, language),
        "venue": localised(show.venue.name, language) if show.venue else None,
        "starts_at": show.starts.isoformat() if show.starts else None,
        "at": now.isoformat(),
        "from": window.starts.isoformat() if window.starts else None,
        "until": window.ends.isoformat() if window.ends else None,
        "id_check": show.id_check,
        "age_min": show.age_min,
        "cancelled": halts.of(halts.known(), item, session) == "cancelled" or _off(show),
        "salt": salt,
        "tag_key": base64.urlsafe_b64encode(tags.key(item, session)).decode().rstrip("="),
        "types": [{"id": kind or None, "name": localised(name, language)} for kind, name in types.items()],
        "n": len(entries),
        "door": _hashes(salt, (each.door for each in entries), 9),
        "six": _digits(salt, entries),
        "left": [left[each.ticket].get(kind, 0) for each in entries for kind in types],
        "state": "".join(each.state for each in entries),
        "begins": {number: each.begins.isoformat() for number, each in enumerate(entries) if each.begins},
    }


def _tickets(item: str, session: str, left: Left, now: datetime) -> list[Entry]:
    """The tickets in the order of their issue."""
    ended = [
        (Ticket.cancelled_at.is_null(False) & Ticket.calling_off.is_null(False), "e"),
        (Ticket.cancelled_at.is_null(False), "c"),
        (Ticket.suspended_at.is_null(False), "w"),
    ]
    if not session:  # windows differ from ticket to ticket; those of a session are the pack's own
        ended += [(Ticket.window_until <= now, "x"), (Ticket.window_from > now, "n")]
    query = Ticket.select(Ticket.id, Ticket.door_code, Ticket.six_digit, Case(None, ended, "o"), Ticket.window_from)
    query = query.where(Ticket.item == item, Ticket.session == session).order_by(Ticket.id)
    only = _share_only(item) if not session else set()
    return [
        Entry(door, six, "s" if state == "o" and key in only else state, key, moment(first) if state == "n" else None)
        for key, door, six, state, first in _plain(query)
        if key in left  # the others were given away whole
    ]


def _share_only(item: str) -> set[int]:
    """Coupons that their holders can only give to others; what was shared from them can be used."""
    own = Ticket.select(Ticket.id, Ticket.face).where(Ticket.item == item, Ticket.shared_by.is_null())
    return {key for key, sold in rows(own.where(Ticket.kind == "coupon")) if sold.get("share") == "only"}


def _old_codes(item: str, session: str) -> list[Entry]:
    """Codes that were replaced: their units are in another QR now, or the ticket has ended since."""
    ended = [
        (Ticket.cancelled_at.is_null(False) & Ticket.calling_off.is_null(False), "e"),
        (Ticket.cancelled_at.is_null(False), "c"),
    ]
    query = OldCode.select(OldCode.code, Case(None, ended, "m")).join(Ticket)
    query = query.where(Ticket.item == item, Ticket.session == session).order_by(OldCode.id)
    return [Entry(code, "", state) for code, state in _plain(query)]


def _left(item: str, session: str) -> Left:
    """Units that can still be used; tickets that have no units any more are left out."""
    here = (Ticket.item == item, Ticket.session == session)
    left: Left = defaultdict(dict)
    units = TicketLine.select(TicketLine.ticket, TicketLine.type, fn.SUM(TicketLine.units)).join(Ticket).where(*here)
    units = units.where(TicketLine.units > 0)
    for ticket, kind, count in _plain(units.group_by(TicketLine.ticket, TicketLine.type)):
        left[ticket][kind] = int(count)
    used = StampLine.select(Stamp.ticket, TicketLine.type, fn.SUM(StampLine.units)).join(TicketLine)
    used = used.switch(StampLine).join(Stamp).join(Ticket).where(Stamp.undone_at.is_null(), *here)
    for ticket, kind, count in _plain(used.group_by(Stamp.ticket, TicketLine.type)):
        left[ticket][kind] -= int(count)
    return left


def _types(item: str, session: str, catalogue: Catalogue) -> dict[str, Localised]:
    """The ticket types that were sold, named as they were last, in the catalogue's order."""
    here = TicketLine.select(fn.MAX(TicketLine.id)).join(Ticket).where(Ticket.item == item, Ticket.session == session)
    newest = TicketLine.id.in_(here.group_by(TicketLine.type))
    sold: dict[str, Localised] = dict(rows(TicketLine.select(TicketLine.type, TicketLine.name).where(newest)))
    listed = catalogue.item(item)
    place = {each.id: number for number, each in enumerate(listed.tickets)} if listed else {}
    return {kind: sold[kind] for kind in sorted(sold, key=lambda kind: (place.get(kind, len(place)), kind))}


def _window(item: str, session: str, catalogue: Catalogue, now: datetime) -> Window:
    """When the pack is good: the session's day as it was sold, else today, since a pass may end tonight."""
    zone, day_ends = ZoneInfo(catalogue.shop.time_zone), catalogue.shop.day_ends
    if not session:
        return validity.visiting_day(now, zone, day_ends)
    newest: Ticket | None = (
        Ticket.select().where(Ticket.item == item, Ticket.session == session).order_by(Ticket.id.desc()).first()
    )
    if newest:
        return Window(starts=newest.window_from, ends=newest.window_until)
    listed = catalogue.item(item)
    dated = listed.session(session) if listed else None
    return validity.visit(dated, zone, day_ends) if dated else Window()


def _plain(query: "ModelSelect[Any]") -> list[tuple[Any, ...]]:
    """The rows of a query as the database has them: to look at ten thousand one by one would take longer."""
    return cast(list[tuple[Any, ...]], database.execute_sql(*query.sql()).fetchall())


def _off(show: house.Show) -> bool:
    return bool(show.session and show.session.cancelled)


def _hashes(salt: str, codes: Iterable[str], size: int) -> str:
    """The first ``size`` bytes of each code's hash as base64url; a multiple of three leaves no gap between them."""
    made = (hashlib.sha256(f"{salt}:{code}".encode()).digest()[:size] for code in codes)
    return base64.urlsafe_b64encode(b"".join(made)).decode()


def _digits(salt: str, entries: list[Entry]) -> str:
    """Seven characters for each six-digit ID."""
    wide = _hashes(salt, (each.six for each in entries), 6)
    return "".join(wide[n * 8 : n * 8 + 7] if each.six else NO_DIGITS for n, each in enumerate(entries))
