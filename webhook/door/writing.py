"""Storing what was decided: the stamps of a batch with two statements, within the caller's transaction."""

from dataclasses import dataclass, field

from webhook.database.plain_sql import insert, insert_plain, new
from webhook.door.wishes import Asked
from webhook.models import Conflict, Stamp, StampLine
from webhook.worth import Worth


def stamp_of(asked: Asked, current: Worth, units: int) -> Stamp:
    """The stamp that uses ``units`` of a ticket, not yet stored."""
    hand = asked.hand
    return new(
        Stamp,
        ticket=current.ticket.id,
        units=units,
        left=current.left - units,
        at=asked.moment,
        method=hand.method,
        staff=hand.staff.id if hand.staff else None,
        staff_name=hand.staff.name if hand.staff else "",
        sign_in=hand.visitor.sign_in.id if hand.visitor else None,
        nonce=asked.wish.nonce,
        offline=asked.wish.at is not None,
        late=asked.wish.at is not None and current.timing == "over",
        synced_at=asked.now if asked.wish.at else None,
        counter=asked.wish.counter,
    )


def conflict_of(asked: Asked, current: Worth, over: int) -> Conflict:
    """What went in without signal although its units were used elsewhere, not yet stored."""
    hand = asked.hand
    return new(
        Conflict,
        nonce=asked.wish.nonce,
        ticket=current.ticket.id,
        over=over,
        first=current.stamps[-1].id if current.stamps else None,
        at=asked.moment,
        staff=hand.staff.id if hand.staff else None,
        staff_name=hand.staff.name if hand.staff else "",
        sign_in=hand.visitor.sign_in.id if hand.visitor else None,
        made_at=asked.now,
    )


@dataclass(kw_only=True)
class Made:
    """What a batch has come to: stamps with the units of their lines, and conflicts."""

    stamps: list[tuple[Stamp, dict[int, int]]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def store(self) -> None:
        """Write it; afterwards each stamp and conflict has its id."""
        if self.stamps:
            insert(Stamp, [stamp for stamp, _ in self.stamps], "nonce")
            lines = [(stamp, line, units) for stamp, shares in self.stamps for line, units in shares.items()]
            insert_plain(StampLine, [{"stamp": stamp.id, "line": line, "units": units} for stamp, line, units in lines])
        if self.conflicts:
            insert(Conflict, self.conflicts, "nonce")
