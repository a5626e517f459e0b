"""The rows of a direct issue: read from JSON or a spreadsheet, and checked line by line before anything happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from webhook import validity
from webhook.catalogue import Catalogue, Item, Session, Shop, TicketType
from webhook.http.reading import Fields
from webhook.refusals import Refused
from webhook.selling import halts, stock
from webhook.selling.stock import Portion

MOST_UNITS = 100

Named = TypeVar("Named")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One grant. ``units`` are sheets of a ticket type, or passes; ``line`` is its place in what was sent."""

    line: int
    item: Item
    session: Session | None
    ticket: TicketType | None
    units: int
    name: str
    email: str
    note: str
    locale: str

    @property
    def portion(self) -> Portion:
        """What it takes from the stock."""
        session, ticket = (self.session.id if self.session else ""), (self.ticket.id if self.ticket else "")
        return Portion(item=self.item, session=session, ticket=ticket, quantity=self.units, field="units")


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Why a line cannot be issued."""

    line: int
    refusal: Refused


def read(rows: Sequence[tuple[int, Any]], catalogue: Catalogue, now: datetime) -> tuple[list[Wish], list[Wrong]]:
    """The rows (line number and values) that can be issued, and what is wrong with the others."""
    wishes, wrong = [], []
    for line, row in rows:
        try:
            wishes.append(_wish(line, Fields(row), catalogue, now))
        except Refused as refusal:
            wrong.append(Wrong(line=line, refusal=refusal))
    return wishes, wrong + _short(wishes)


def _wish(line: int, fields: Fields, catalogue: Catalogue, now: datetime) -> Wish:
    item = _item(fields.text("item", code="unknown_item"), catalogue)
    session, ticket = None, None
    if item.kind == "event":
        session = _session(item, fields.text("session", ""), catalogue.shop, now)
        ticket = _ticket(item, fields.text("ticket", ""))
    locale = fields.text("locale", "", longest=20)
    return Wish(
        line=line,
        item=item,
        session=session,
        ticket=ticket,
        units=fields.whole("units", 1, least=1, most=MOST_UNITS, code="bad_quantity"),
        name=fields.text("name", "", longest=100, code="bad_name"),
        email=fields.mail("email"),
        note=fields.text("note", "", longest=200),
        locale=locale if locale in catalogue.shop.languages else "",
    )


def _item(wanted: str, catalogue: Catalogue) -> Item:
    """By id, or by its title in any language."""
    found = catalogue.item(wanted) or _named(wanted, [(each, each.title) for each in catalogue.items])
    if found is None:
        raise Refused("unknown_item_list", 422, field="item", value=wanted)
    return found


def _session(item: Item, wanted: str, shop: Shop, now: datetime) -> Session:
    """By id or by its day; the only one there is needs no name."""
    zone = ZoneInfo(shop.time_zone)
    coming = [each for each in item.sessions if validity.visit(each, zone, shop.day_ends).at(now) != "over"]
    same_day = [each for each in item.sessions if each.starts.astimezone(zone).date().isoformat() == wanted]
    found = item.session(wanted) or (same_day[0] if len(same_day) == 1 else None)
    if not wanted and len(coming) == 1:
        found = coming[0]
    if found is None:
        raise Refused("session_needed", 422, field="session", value=wanted)
    if found.cancelled or halts.of(halts.known(), item.id, found.id) == "cancelled":
        raise Refused("closed", 409, field="session")
    if found not in coming:
        raise Refused("ended", 409, field="session")
    return found


def _ticket(item: Item, wanted: str) -> TicketType:
    """By id or name; the only one there is needs no name."""
    found = item.ticket(wanted) or _named(wanted, [(each, each.name) for each in item.tickets])
    if not wanted and len(item.tickets) == 1:
        found = item.tickets[0]
    if found is None:
        raise Refused("ticket_needed", 422, field="ticket", value=wanted)
    return found


def _named(wanted: str, known: Sequence[tuple[Named, Mapping[str, str]]]) -> Named | None:
    fits = [each for each, names in known if wanted and wanted in names.values()]
    return fits[0] if len(fits) == 1 else None


def _short(wishes: Sequence[Wish]) -> list[Wrong]:
    """The lines for which nothing is left, those before them having taken theirs."""
    taken = stock.taken()
    wrong = []
    for wish in wishes:
        if wish.item.kind == "coupon":
            continue
        portion = wish.portion
        left = stock.remaining(wish.item, portion.session, portion.ticket, taken)
        if left is not None and left < wish.units:
            kind = wish.item.kind if left else ""
            refusal = Refused("few_left" if left else "sold_out", 409, field="units", kind=kind, remaining=left, n=left)
            wrong.append(Wrong(line=wish.line, refusal=refusal))
            continue
        for key in {(wish.item.id, portion.session, ""), (wish.item.id, portion.session, portion.ticket)}:
            taken[key] = taken.get(key, 0) + wish.units
    return wrong
