"""A PIN beside its staff number: whose it is, and how long one has to wait after wrong ones."""

from datetime import datetime, timedelta

from webhook import codes
from webhook.database import locked, transaction
from webhook.models import Staff
from webhook.refusals import Refused

TRIES = 5
PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(minutes=15)

_NOBODY = codes.pin_hash(codes.secret())


def by_pin(number: str, pin: str, now: datetime) -> Staff:
    """The staff with that number and PIN.

    Refuses with ``wrong_pin``, ``staff_stopped``, ``too_many``, or ``pin_over`` when it was for an earlier shift.
    """
    staff = _checked(Staff.get_or_none(Staff.number == number), pin, now)
    if staff.stopped_at:
        raise Refused("staff_stopped", 403)
    if staff.pin_until and now >= staff.pin_until:
        raise Refused("pin_over", 403, field="pin")
    return staff


def _checked(staff: Staff | None, pin: str, now: datetime) -> Staff:
    """The person whose PIN that is; an unknown number and a wrong PIN get one answer, in one time."""
    if staff:
        _count_try(staff, now)
    right = codes.pin_matches(pin, staff.pin_hash if staff and staff.pin_hash else _NOBODY)
    if staff and right:
        Staff.update(misses=0).where(Staff.id == staff.id).execute()
        return staff
    raise Refused("wrong_pin", 403, field="pin")


def _count_try(staff: Staff, now: datetime) -> None:
    """Every try counts before it is looked at, so that many at once are no more than five in a row."""
    with transaction():
        row: Staff = locked(Staff.select().where(Staff.id == staff.id)).get()
        until = row.paused_until
        if until is None or now >= until:
            due = until is None and row.misses and row.misses % TRIES == 0
            until = now + _pause(row.misses) if due else None
            misses = row.misses if due else row.misses + 1
            Staff.update(misses=misses, paused_until=until).where(Staff.id == staff.id).execute()
    if until:
        raise Refused("too_many", 429, retry_after=int((until - now).total_seconds()) + 1)


def _pause(misses: int) -> timedelta:
    """A minute after five wrong PINs in a row, twice as long after each five more, up to a quarter of an hour."""
    return min(LONGEST_PAUSE, PAUSE * (1 << min(misses // TRIES - 1, 10)))
