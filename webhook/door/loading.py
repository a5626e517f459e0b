"""What a batch of wishes needs to know, loaded with a few statements whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from webhook import tickets, worth
from webhook.database import is_postgres
from webhook.database.plain_sql import listed, one_of, read
from webhook.door.deciding import Standing
from webhook.door.wishes import Wish
from webhook.models import Conflict, OldCode, Order, Stamp, StampLine, Ticket
from webhook.orders import states
from webhook.selling import coupons
from webhook.worth import Worth


class Book:
    """Tickets and stamps as they stand while a batch is decided: what one wish uses the next one sees."""

    def __init__(self, wishes: Sequence[Wish], now: datetime, *, lock: bool) -> None:
        """Load them, within the caller's transaction if they are to be locked: always in the order of their ids."""
        self._now = now
        found = _tickets(wishes, lock=lock)
        self._worths = worth.of_all(found, now)
        self._doors = {each.door_code: each.id for each in found}
        self._digits: dict[str, list[Ticket]] = defaultdict(list)
        for each in found:
            self._digits[each.six_digit].append(each)
        self._moved = self._old_codes(wishes)
        self._coupons = coupons.used({each.item for each in found if _limit(each) is not None}, lock=lock)
        self._stamps = _stamps(wishes)
        self._shares = _shares(self._stamps.values())
        self._conflicts = _conflicts(wishes)
        self._unpaid = _unpaid(wishes)

    def standing(self, wish: Wish) -> Standing:
        """What is known of the ticket that ``wish`` names."""
        current = self._worths.get(self._id(wish))
        moved = self._moved.get(wish.door_code.upper()) if current is None else None
        left = self._shop_left(current.ticket) if current else None
        return Standing(
            worth=current,
            moved=moved,
            before=self._stamps.get(wish.nonce),
            conflict=self._conflicts.get(wish.nonce),
            shop_left=left,
            unpaid=self._unpaid.get(wish.door_code.upper()),
        )

    def shares(self, stamp: Stamp) -> dict[int, int]:
        """The units of each line in a stamp that was found by its nonce."""
        return self._shares.get(stamp.nonce, {})

    def used(self, stamp: Stamp, shares: dict[int, int]) -> Worth:
        """Note a stamp that is about to be written; returns what its ticket is worth after it."""
        self._worths[stamp.ticket_id] = after = worth.after(self._worths[stamp.ticket_id], stamp, shares)
        self._stamps[stamp.nonce], self._shares[stamp.nonce] = stamp, shares
        if after.ticket.item in self._coupons:
            self._coupons[after.ticket.item] += stamp.units
        return after

    def clashed(self, conflict: Conflict) -> None:
        """Note a conflict that is about to be written."""
        self._conflicts[conflict.nonce] = conflict

    def _id(self, wish: Wish) -> int:
        if wish.ticket_id or wish.door_code:
            return wish.ticket_id or self._doors.get(wish.door_code.upper(), 0)
        fits = self._digits.get(wish.six_digit, [])
        named = [each for each in fits if wish.item and (each.item, each.session) == (wish.item, wish.session)]
        found = tickets.likeliest(named or fits, wish.at or self._now)
        return found.id if found else 0

    def _shop_left(self, ticket: Ticket) -> int | None:
        most = _limit(ticket)
        return None if most is None else most - self._coupons[ticket.item]

    def _old_codes(self, wishes: Sequence[Wish]) -> dict[str, Worth]:
        unknown = {code for wish in wishes if (code := wish.door_code.upper()) and code not in self._doors}
        if not unknown:
            return {}
        old = read(OldCode, f"WHERE {one_of('t.code')}", listed(unknown))
        given = read(Ticket, f"WHERE {one_of('t.id')}", listed({each.ticket_id for each in old}))
        worths = worth.of_all(given, self._now)
        return {each.code: worths[each.ticket_id] for each in old}


def _limit(ticket: Ticket) -> int | None:
    """How often the shop gives a coupon in all."""
    most = ticket.face.get("total_uses")
    return None if most is None else int(most)


def _tickets(wishes: Sequence[Wish], *, lock: bool) -> list[Ticket]:
    named: dict[str, set[Any]] = {
        "t.door_code": {wish.door_code.upper() for wish in wishes if wish.door_code},
        "t.six_digit": {wish.six_digit for wish in wishes if wish.six_digit},
        "t.id": {wish.ticket_id for wish in wishes if wish.ticket_id},
    }
    asked = {column: values for column, values in named.items() if values}
    locking = " FOR NO KEY UPDATE" if lock and is_postgres() else ""
    where = " OR ".join(one_of(column) for column in asked)
    return read(Ticket, f"WHERE {where} ORDER BY t.id{locking}", *(listed(values) for values in asked.values()))


def _stamps(wishes: Sequence[Wish]) -> dict[str, Stamp]:
    """The stamps that have a nonce of the wishes already."""
    found = read(Stamp, f"WHERE {one_of('t.nonce')}", listed({wish.nonce for wish in wishes}))
    return {each.nonce: each for each in found}


def _shares(stamps: Iterable[Stamp]) -> dict[str, dict[int, int]]:
    """The units of each line, by the nonces of ``stamps``."""
    nonces = {each.id: each.nonce for each in stamps}
    shares: dict[str, dict[int, int]] = defaultdict(dict)
    for row in read(StampLine, f"WHERE {one_of('t.stamp_id')}", listed(nonces)) if nonces else []:
        shares[nonces[row.stamp_id]][row.line_id] = row.units
    return shares


def _conflicts(wishes: Sequence[Wish]) -> dict[str, Conflict]:
    """What the nonces of wishes that are handed in have come to already."""
    nonces = [wish.nonce for wish in wishes if wish.at]
    found = read(Conflict, f"WHERE {one_of('t.nonce')}", listed(nonces)) if nonces else []
    return {each.nonce: each for each in found}


def _unpaid(wishes: Sequence[Wish]) -> dict[str, Order]:
    """Orders that wait for their money: without a ticket their guests can only show the number."""
    numbers = {code for wish in wishes if (code := wish.door_code.upper()).startswith("M-")}
    found = read(Order, f"WHERE {one_of('t.number')}", listed(numbers)) if numbers else []
    return {each.number: each for each in found if each.status in states.WAITING}
