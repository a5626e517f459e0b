"""Tickets used at two gates while one was without signal: what a lead has to know and look at (journeys.md 3.4)."""

from datetime import datetime

from webhook.models import Conflict, Staff
from webhook.refusals import Refused

MOST = 200


def newest() -> list[Conflict]:
    """The conflicts, newest first."""
    return list(Conflict.select().order_by(Conflict.id.desc()).limit(MOST))


def seen(conflict_id: str, staff: Staff, now: datetime) -> Conflict:
    """A lead has looked at it; refuses with ``not_found``."""
    known = Conflict.id == int(conflict_id) if conflict_id.isdecimal() and len(conflict_id) < 10 else None
    found: Conflict | None = Conflict.get_or_none(known) if known is not None else None
    if found is None:
        raise Refused("not_found", 404)
    if found.seen_at is None:
        found.seen_at, found.seen_by_id = now, staff.id
        found.save()
    return found
