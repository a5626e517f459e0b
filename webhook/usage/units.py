"""The usage feed: issued, used and unused units per item, session and ticket type, read from the tally.

Always ``issued = used + unused``; ``no_show`` is the part of ``unused`` whose day is over; ``cancelled`` stands
outside.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from webhook.catalogue import Catalogue, Item, Session, localised
from webhook.database.plain_sql import read
from webhook.models import Mark
from webhook.tally import reading
from webhook.usage.figures import Cells, Count, Figures, total

_NOTHING: Mapping[datetime, int] = {}


class Date(NamedTuple):
    """A session as the feed tells of it, or what there is of an item without one; ``types`` have names and counts."""

    item: str
    id: str
    starts: datetime | None
    capacity: int | None
    read_only: bool
    types: tuple[tuple[str, str, Count], ...]
    arrivals: Mapping[datetime, int]

    def json(self) -> dict[str, Any]:
        """The entry of the feed."""
        return {
            "id": self.id,
            "starts_at": self.starts.isoformat() if self.starts else None,
            "capacity": self.capacity,
            "read_only": self.read_only,
            **total(count for _, _, count in self.types).json(),
            "tickets": [{"id": kind, "name": name, **count.json()} for kind, name, count in self.types],
            "arrivals": [{"at": slot.isoformat(), "used": used} for slot, used in sorted(self.arrivals.items())],
        }


def feed(catalogue: Catalogue, now: datetime, language: str) -> dict[str, Any]:
    """The feed of ``GET /api/usage`` as of ``now``."""
    figures = reading.read(now)
    told = {"at": now.isoformat()} | head(catalogue, figures)
    items = [
        about | {"sessions": [date.json() for date in dates]} for about, dates in items_of(catalogue, figures, language)
    ]
    return told | {"items": items}


def head(catalogue: Catalogue, figures: Figures) -> dict[str, Any]:
    """What the feed says of the whole shop."""
    totals = total(_counts(figures.cells)).json()
    return {"time_zone": catalogue.shop.time_zone, "since": _since(), "totals": totals}


def items_of(catalogue: Catalogue, figures: Figures, language: str) -> Iterator[tuple[dict[str, Any], list[Date]]]:
    """Each item with its dates: those of the catalogue, then those that only live on in sold tickets."""
    for item in catalogue.items:
        about = {"id": item.id, "kind": item.kind, "face": item.face, "title": localised(item.title, language)}
        yield about | _sums(item.id, figures), list(_dates(item.id, item, figures, language))
    for item_id, sold in figures.sold.items():
        if catalogue.item(item_id) is None:
            about = {"id": item_id, "kind": sold.kind, "face": None, "title": localised(sold.title, language)}
            yield about | _sums(item_id, figures), list(_dates(item_id, None, figures, language))


def _since() -> str | None:
    """Where the data begins if it was read in from elsewhere (S0-19)."""
    found = read(Mark, "WHERE t.name = 'import'")
    return found[0].facts.get("since") if found else None


def _sums(item: str, figures: Figures) -> dict[str, Any]:
    counts = _counts({item: figures.cells.get(item, {})})
    return {"holders": figures.holders.get(item, 0), **total(counts).json()}


def _dates(item: str, listed: Item | None, figures: Figures, language: str) -> Iterator[Date]:
    """The sessions of the catalogue; those that only sold tickets know come after them."""
    known: dict[str, Session] = {session.id: session for session in listed.sessions} if listed else {}
    sold, cells = figures.sold.get(item), figures.cells.get(item, {})
    starts = {session.id: session.starts for session in known.values()} | (
        {session: at for session, at in sold.sessions.items() if session not in known} if sold else {}
    )
    names = {kind: localised(name, language) for kind, name in sold.types.items()} if sold else {}
    for session, at in starts.items():
        stock = known[session].stock if session in known else None
        yield Date(
            item=item,
            id=session,
            starts=at,
            capacity=figures.allotted.get((item, session, ""), stock),
            read_only=(item, session, "") in figures.allotted,
            types=tuple((kind, names.get(kind, ""), count) for kind, count in sorted(cells.get(session, {}).items())),
            arrivals=figures.arrivals.get((item, session), _NOTHING),
        )


def _counts(cells: Cells) -> Iterable[Count]:
    return (count for sessions in cells.values() for kinds in sessions.values() for count in kinds.values())
