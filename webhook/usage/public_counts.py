"""What an event lets everybody know of its numbers, never of its people (A25): off unless its file says otherwise."""

from dataclasses import dataclass
from typing import Any

from webhook.catalogue import Catalogue, Item, Session
from webhook.selling import halts, stock
from webhook.usage.figures import Figures, total

JSON = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the counts are told from, read at one moment."""

    taken: stock.Taken
    halts: halts.Halts
    figures: Figures


def told(catalogue: Catalogue, known: Known) -> list[JSON]:
    """The events that allow it: with ``yes`` what remains of each date, with ``all`` also what was issued and used.

    Nothing in it depends on the reader, so that one answer serves everybody.
    """
    allowed = [item for item in catalogue.items if item.public_counts != "no"]
    return [
        {"id": item.id, "title": item.title, "sessions": [_session(item, each, known) for each in item.sessions]}
        for item in allowed
    ]


def _session(item: Item, session: Session, known: Known) -> JSON:
    shut = session.cancelled or halts.of(known.halts, item.id, session.id)
    left = 0 if shut else _left(item, session, known.taken)
    shown: JSON = {"id": session.id, "starts_at": session.starts.isoformat(), "remaining": left}
    if item.public_counts != "all":
        return shown
    cells = known.figures.cells.get(item.id, {}).get(session.id, {})
    slots = known.figures.arrivals.get((item.id, session.id), {})
    arrivals = [{"at": slot.isoformat(), "used": used} for slot, used in sorted(slots.items())]
    return shown | {"capacity": session.stock, **total(cells.values()).json(), "arrivals": arrivals}


def _left(item: Item, session: Session, taken: stock.Taken) -> int | None:
    """Units of the date, or of all its ticket types together when only they are limited; None is without limit."""
    whole = stock.remaining(item, session.id, "", taken)
    each = [stock.remaining(item, session.id, ticket.id, taken) for ticket in item.tickets]
    if None in each or not each:
        return whole
    together = sum(left or 0 for left in each)
    return together if whole is None else min(whole, together)
