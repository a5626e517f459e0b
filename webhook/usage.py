"""The usage feed: issued, used and unused units per item, session and ticket type, read from the tally.

Always ``issued = used + unused``; ``no_show`` is the part of ``unused`` whose day is over; ``cancelled`` stands
outside.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from webhook.catalogue import Catalogue, Item, Session, localised
from webhook.figures import Cells, Count, Figures, total
from webhook.keeping import marks
from webhook.tally import reading


def feed(catalogue: Catalogue, now: datetime, language: str) -> dict[str, Any]:
    """The feed of ``GET /api/usage``: items of the catalogue, then those that only live on in sold tickets."""
    return told(catalogue, reading.figures(now), now, language)


def told(catalogue: Catalogue, figures: Figures, now: datetime, language: str) -> dict[str, Any]:
    """The feed that tells of these figures."""
    items = [_item(item, figures, language) for item in catalogue.items]
    gone = [item_id for item_id in figures.sold if catalogue.item(item_id) is None]
    items += [_gone(item_id, figures, language) for item_id in gone]
    return {
        "at": now.isoformat(),
        "time_zone": catalogue.shop.time_zone,
        "since": _since(),
        "items": items,
        "totals": total(_counts(figures.cells)).json(),
    }


def _since() -> str | None:
    """Where the data begins if it was read in from elsewhere (S0-19)."""
    mark = marks.last("import")
    return mark.facts.get("since") if mark else None


def _item(item: Item, figures: Figures, language: str) -> dict[str, Any]:
    about = {"id": item.id, "kind": item.kind, "title": localised(item.title, language)}
    return about | _entry(item.id, {session.id: session for session in item.sessions}, figures, language)


def _gone(item_id: str, figures: Figures, language: str) -> dict[str, Any]:
    sold = figures.sold[item_id]
    about = {"id": item_id, "kind": sold.kind, "title": localised(sold.title, language)}
    return about | _entry(item_id, {}, figures, language)


def _entry(item: str, listed: dict[str, Session], figures: Figures, language: str) -> dict[str, Any]:
    """``listed`` are the sessions of the catalogue; those that only sold tickets know come after them."""
    starts: dict[str, datetime | None] = {each.id: each.starts for each in listed.values()}
    for session, at in figures.sold[item].sessions.items() if item in figures.sold else ():
        starts.setdefault(session, at)
    cells = figures.cells.get(item, {})
    sessions = [
        {
            "id": session,
            "starts_at": at.isoformat() if at else None,
            "capacity": figures.allotted.get((item, session, ""), listed[session].stock if session in listed else None),
            "read_only": (item, session, "") in figures.allotted,
            **total(cells.get(session, {}).values()).json(),
            "tickets": [
                {"id": each, "name": _name(item, each, figures, language), **count.json()}
                for each, count in sorted(cells.get(session, {}).items())
            ],
            "arrivals": [
                {"at": slot.isoformat(), "used": used}
                for slot, used in sorted(figures.arrivals.get((item, session), {}).items())
            ],
        }
        for session, at in starts.items()
    ]
    return {"holders": figures.holders.get(item, 0), **total(_counts({item: cells})).json(), "sessions": sessions}


def _counts(cells: Cells) -> Iterable[Count]:
    return (count for sessions in cells.values() for kinds in sessions.values() for count in kinds.values())


def _name(item: str, kind: str, figures: Figures, language: str) -> str:
    """The ticket type as it was sold last; passes and vouchers have none."""
    return localised(figures.sold[item].types.get(kind, {}), language)
