"""What the door is asked, by whose hand, and what it answers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from webhook import codes
from webhook.accounts import Visitor
from webhook.models import Staff, Stamp
from webhook.worth import Worth


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a device asks for. ``units`` None is all that is left; ``lines`` are units by ticket type instead.

    The ticket is named by one of ``door_code``, ``six_digit`` and, where the caller has it already, ``ticket_id``.
    """

    door_code: str = ""
    six_digit: str = ""
    ticket_id: int = 0
    units: int | None = None
    lines: dict[str, int] | None = None
    nonce: str = field(default_factory=codes.secret)
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Whose hand stamps: ``staff`` at their device or by their PIN on the holder's phone, nobody for a ``tap``."""

    method: Literal["scan", "six_digit", "stamp", "tap"]
    staff: Staff | None = None
    visitor: Visitor | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A wish with the hand it comes from and the moment it came."""

    wish: Wish
    hand: Hand
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``result`` is a code of spec/journeys 3.3; ``previous`` the latest stamp where that matters.

    ``shares`` are the units of each line, by its id, that ``stamp`` uses.
    """

    result: str
    worth: Worth | None = None
    stamp: Stamp | None = None
    shares: dict[int, int] = field(default_factory=dict)
    previous: Stamp | None = None
