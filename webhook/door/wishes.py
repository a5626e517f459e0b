"""What the door is asked, by whose hand, and what it answers."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

from webhook.crew.accounts import Visitor
from webhook.models import Conflict, Order, Staff, Stamp
from webhook.worth import Worth

Method = Literal["scan", "six_digit", "stamp", "tap", "paper"]


class Wish(NamedTuple):
    """What a device asks for. ``units`` None is all that is left; ``lines`` are units by ticket type instead.

    The ticket is named by one of ``door_code``, ``six_digit`` and, where the caller has it already, ``ticket_id``;
    ``item`` and ``session`` tell tickets with one ID apart. What was stamped without signal or on ``paper`` is handed
    in with the moment ``at`` which it was; ``counter`` is the device's own. Only a dry run may go without a ``nonce``.
    """

    door_code: str = ""
    six_digit: str = ""
    ticket_id: int = 0
    units: int | None = None
    lines: dict[str, int] | None = None
    nonce: str = ""
    dry_run: bool = False
    at: datetime | None = None
    paper: bool = False
    counter: int | None = None
    item: str = ""
    session: str = ""


class Hand(NamedTuple):
    """Whose hand stamps: ``staff`` at their device or by their PIN on the holder's phone, nobody for a ``tap``."""

    method: Method
    staff: Staff | None = None
    visitor: Visitor | None = None


class Asked(NamedTuple):
    """A wish with the hand it comes from and the moment it came."""

    wish: Wish
    hand: Hand
    now: datetime

    @property
    def moment(self) -> datetime:
        """When the guest stood at the door."""
        return self.wish.at or self.now


class Verdict(NamedTuple):
    """``result`` is a code of spec/journeys 3.3; ``previous`` the latest stamp where that matters.

    ``shares`` are the units of each line, by its id, that ``stamp`` uses; ``conflict`` is of what was handed in too
    late for its units. ``order`` is one that is not paid.
    """

    result: str
    worth: Worth | None = None
    stamp: Stamp | None = None
    shares: Mapping[int, int] = MappingProxyType({})
    previous: Stamp | None = None
    conflict: Conflict | None = None
    order: Order | None = None
