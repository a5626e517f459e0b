"""Storing what was decided: the stamps of a batch with two statements, within the caller's transaction."""

from collections.abc import Sequence

from webhook.door.wishes import Asked
from webhook.models import Stamp, StampLine
from webhook.plain_sql import insert, insert_plain, new
from webhook.worth import Worth


def stamp_of(asked: Asked, current: Worth, units: int) -> Stamp:
    """The stamp that uses ``units`` of a ticket, not yet stored."""
    hand = asked.hand
    return new(
        Stamp,
        ticket=current.ticket.id,
        units=units,
        left=current.left - units,
        at=asked.now,
        method=hand.method,
        staff=hand.staff.id if hand.staff else None,
        staff_name=hand.staff.name if hand.staff else "",
        sign_in=hand.visitor.sign_in.id if hand.visitor else None,
        nonce=asked.wish.nonce,
    )


def store(made: Sequence[tuple[Stamp, dict[int, int]]]) -> None:
    """Write stamps with the units of their lines; afterwards each stamp has its id."""
    if made:
        insert(Stamp, [stamp for stamp, _ in made], "nonce")
        lines = [(stamp, line, units) for stamp, shares in made for line, units in shares.items()]
        insert_plain(StampLine, [{"stamp": stamp.id, "line": line, "units": units} for stamp, line, units in lines])
