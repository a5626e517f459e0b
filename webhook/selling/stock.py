"""Units taken and left. Counters are changed by one conditional statement each, in the transaction of their cause."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from webhook.catalogue import Item
from webhook.database import rows
from webhook.database.plain_sql import listed, one_of, read
from webhook.models import Allotment, Stock
from webhook.refusals import Refused

Key = tuple[str, str, str]
"""Item, session and ticket type; the last two may be empty. A session's total has an empty type."""


@dataclass(frozen=True, kw_only=True)
class Portion:
    """``quantity`` of one thing that somebody wants; ``field`` is its place in the request."""

    item: Item
    session: str
    ticket: str
    quantity: int
    field: str


class Counted(Protocol):
    """Anything that has units of one thing: a line of an order, a place in the waiting list, a ticket's seats."""

    @property
    def item(self) -> Any:
        """The item's id."""

    @property
    def session(self) -> Any:
        """The session's id, or empty."""

    @property
    def ticket(self) -> Any:
        """The ticket type's id, or empty."""

    @property
    def quantity(self) -> Any:
        """How many."""


@dataclass(frozen=True, kw_only=True)
class Seats:
    """Units of one thing, as a ticket has them."""

    item: str
    session: str
    ticket: str
    quantity: int


def hold(portions: Iterable[Portion]) -> None:
    """Take all portions while their buyer pays; refuses with ``sold_out`` or ``few_left`` and what remains."""
    portions = list(portions)
    wanted: dict[Key, int] = defaultdict(int)
    for portion in portions:
        for key in _keys(portion.item.id, portion.session, portion.ticket):
            wanted[key] += portion.quantity
    outside = allotted({key[0] for key in wanted})
    for key in sorted(wanted):  # one order for everybody, so that no two wait for each other
        owner = next(p for p in portions if key in _keys(p.item.id, p.session, p.ticket))
        _take(key, wanted[key], outside.get(key, capacity(owner.item, key)), owner)


def sell(lines: Iterable[Counted]) -> None:
    """What was held is now sold."""
    _move(lines, held=-1, sold=1)


def release(lines: Iterable[Counted]) -> None:
    """What was held is free again."""
    _move(lines, held=-1, sold=0)


def take_back(lines: Iterable[Counted]) -> None:
    """What was sold is free again."""
    _move(lines, held=0, sold=-1)


def sell_again(lines: Iterable[Counted]) -> None:
    """What was taken back is sold after all, by people who have the tickets already."""
    _move(lines, held=0, sold=1)


class Taken(dict[Key, int]):
    """Units held and sold; ``allotted`` are those that an outside system lets us have, in place of the file's stock."""

    def __init__(self, counts: dict[Key, int], allotted: dict[Key, int]) -> None:
        super().__init__(counts)
        self.allotted = allotted


def taken() -> Taken:
    """Units held and sold of everything that was ever asked for."""
    query = Stock.select(Stock.item, Stock.session, Stock.ticket, Stock.held + Stock.sold)
    return Taken({(item, session, ticket): count for item, session, ticket, count in rows(query)}, allotted())


def allotted(items: Collection[str] | None = None) -> dict[Key, int]:
    """The units that an outside system lets us have in all, of these items or of everything (S4-09)."""
    found = read(Allotment, "") if items is None else read(Allotment, f"WHERE {one_of('t.item')}", listed(items))
    return {(each.item, each.session, each.ticket): each.units for each in found}


def capacity(item: Item, key: Key) -> int | None:
    """How many units there are behind a key; None is without limit."""
    _, session_id, ticket_id = key
    if ticket_id:
        ticket = item.ticket(ticket_id)
        return ticket.stock if ticket else 0
    if session_id:
        session = item.session(session_id)
        return session.stock if session else 0
    return item.stock


def remaining(item: Item, session: str, ticket: str, counts: Taken) -> int | None:
    """Units that can still be sold, given what is taken; None is without limit."""
    keys = _keys(item.id, session, ticket)
    limits = [(counts.allotted.get(key, capacity(item, key)), counts.get(key, 0)) for key in keys]
    return min((max(0, limit - used) for limit, used in limits if limit is not None), default=None)


def short(left: int, wanted: Portion) -> Refused:
    """The refusal of more than is left: ``few_left`` or ``sold_out``."""
    field = f"{wanted.field}.quantity"
    if not left:
        return Refused("sold_out", 409, field=field, remaining=left)
    return Refused("few_left", 409, field=field, kind=wanted.item.kind, remaining=left, n=left)


def _keys(item: str, session: str, ticket: str) -> list[Key]:
    return [(item, session, ""), (item, session, ticket)] if ticket else [(item, session, "")]


def _take(key: Key, quantity: int, limit: int | None, owner: Portion) -> None:
    item, session, ticket = key
    Stock.insert(item=item, session=session, ticket=ticket).on_conflict_ignore().execute()
    row = (Stock.item == item) & (Stock.session == session) & (Stock.ticket == ticket)
    if limit is not None:
        row &= Stock.held + Stock.sold + quantity <= limit
    if Stock.update(held=Stock.held + quantity).where(row).execute():
        return
    now = Stock.get((Stock.item == item) & (Stock.session == session) & (Stock.ticket == ticket))
    raise short(max(0, (limit or 0) - now.held - now.sold), owner)


def _move(lines: Iterable[Counted], *, held: int, sold: int) -> None:
    counts: dict[Key, int] = defaultdict(int)
    for line in lines:
        for key in _keys(line.item, line.session, line.ticket):
            counts[key] += line.quantity
    for (item, session, ticket), quantity in sorted(counts.items()):
        row = (Stock.item == item) & (Stock.session == session) & (Stock.ticket == ticket)
        change = {Stock.held: Stock.held + held * quantity, Stock.sold: Stock.sold + sold * quantity}
        Stock.update(change).where(row).execute()
