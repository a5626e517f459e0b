"""What a lead should know: stamps handed in that could not be made, unusual speed, and PINs tried in vain."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from webhook.database import database, is_postgres
from webhook.database.plain_sql import listed, one_of
from webhook.door.wishes import Asked, Verdict
from webhook.door.writing import Made
from webhook.models import DoorNote, Stamp, Ticket
from webhook.refusals import Refused

FAST = 30
"""Stamps a minute by one person that nobody makes by scanning (journeys.md 5.5)."""
MINUTE = timedelta(seconds=60)
QUIET = timedelta(minutes=10)
"""One note of a kind in so long is enough."""
KEPT = timedelta(hours=48)
MOST = 200
_LATER = ("too_many",)
"""Refusals that are about the moment: the device will ask again."""


def note(asked: Sequence[Asked], answers: Sequence[Verdict | Refused], made: Made) -> None:
    """Look at a batch, in its transaction."""
    for each, given in zip(asked, answers, strict=True):
        if each.wish.at and not each.wish.dry_run:
            _handed_in(each, given)
    live = {stamp.staff_id: stamp for stamp, _ in made.stamps if stamp.staff_id and not stamp.offline}
    if live:
        _speed(live)


def pad(ticket: Ticket, now: datetime) -> None:
    """The pad of a ticket's page sleeps after wrong PINs, in the caller's transaction."""
    _post("pad", f"pad:{ticket.id}:{_slot(now)}", now, ticket=ticket)


def notes(now: datetime) -> list[DoorNote]:
    """The newest ones."""
    return list(DoorNote.select().where(DoorNote.at > now - KEPT).order_by(DoorNote.id.desc()).limit(MOST))


def _handed_in(asked: Asked, given: Verdict | Refused) -> None:
    """Somebody went in, and there is no stamp of it: never silent."""
    result = given.code if isinstance(given, Refused) else given.result
    if result in _LATER or (isinstance(given, Verdict) and (given.stamp or given.conflict)):
        return
    ticket = given.worth.ticket if isinstance(given, Verdict) and given.worth else None
    units = asked.wish.units or sum((asked.wish.lines or {}).values())
    facts = {"result": result, "units": units, "at": asked.moment.isoformat(), "six_digit": asked.wish.six_digit}
    staff = asked.hand.staff.name if asked.hand.staff else ""
    _post("refused", f"refused:{asked.wish.nonce}", asked.now, ticket=ticket, staff=staff, **facts)


def _speed(live: dict[int, Stamp]) -> None:
    """Who was noted already is not counted again: in a rush that would be thousands of rows for each batch."""
    now = max(stamp.at for stamp in live.values())
    keys = {f"speed:{staff}:{_slot(now)}": staff for staff in live}
    noted = database.execute_sql(f"SELECT key FROM door_note WHERE {one_of('key')}", (listed(keys),))  # noqa: S608
    known = {key for (key,) in noted.fetchall()}
    quiet = [staff for key, staff in keys.items() if key not in known]
    if not quiet:
        return
    since, sign = Stamp.at.db_value(now - MINUTE), "%s" if is_postgres() else "?"
    where = f"at > {sign} AND NOT offline AND {one_of('staff_id')}"
    counted = f"SELECT staff_id, COUNT(*) FROM stamp WHERE {where} GROUP BY staff_id"  # noqa: S608
    for staff, count in database.execute_sql(counted, (since, listed(quiet))).fetchall():
        if count > FAST:
            _post("speed", f"speed:{staff}:{_slot(now)}", now, staff=live[staff].staff_name, count=count)


def _post(kind: str, key: str, now: datetime, *, ticket: Ticket | None = None, staff: str = "", **facts: Any) -> None:
    row = {"kind": kind, "at": now, "ticket": ticket.id if ticket else None, "staff_name": staff, "facts": facts}
    DoorNote.insert(key=key, **row).on_conflict_ignore().execute()


def _slot(now: datetime) -> int:
    return int(now.timestamp() // QUIET.total_seconds())
