"""The people at the door: added by a lead with a PIN that is shown once and lives one shift, and stopped at once."""

from datetime import datetime

from webhook import codes
from webhook.crew import accounts
from webhook.crew.accounts import Visitor
from webhook.database import transaction
from webhook.models import Staff
from webhook.refusals import Refused

_BELOW = {"lead": ("staff",), "owner": ("staff", "lead")}
"""Whom each role looks after."""


def of(visitor: Visitor) -> list[Staff]:
    """Those whom this lead or owner looks after, the working ones first."""
    found = Staff.select().where(Staff.role.in_(_BELOW[visitor.staff.role]))
    return sorted(found, key=lambda staff: (staff.stopped_at is not None, len(staff.number), staff.number))


def add(name: str, number: str, venue: str, now: datetime) -> tuple[Staff, str]:
    """Somebody who stamps, and their PIN. Without a number the next free one. Refuses with ``number_taken``."""
    pin = codes.pin()
    with transaction():
        number = number or _free_number()
        return accounts.add(number, name, "staff", pin=pin, now=now, pin_once=True, venue=venue), pin


def new_pin(staff: Staff) -> str:
    """Another PIN; the old one is dead. Refuses with ``staff_stopped``."""
    if staff.stopped_at:
        raise Refused("staff_stopped", 409)
    pin = codes.pin()
    fresh = {"pin_hash": codes.pin_hash(pin), "pin_once": True, "pin_until": None, "misses": 0, "paused_until": None}
    Staff.update(fresh).where(Staff.id == staff.id).execute()
    return pin


def one(person_id: str, visitor: Visitor) -> Staff:
    """The person of that id, if they are this lead's or owner's to look after; else refuses with ``not_found``."""
    known = Staff.id == int(person_id) if person_id.isdecimal() and len(person_id) < 10 else None
    below = Staff.role.in_(_BELOW[visitor.staff.role])
    found: Staff | None = Staff.get_or_none(known, below) if known is not None else None
    if found is None:
        raise Refused("not_found", 404)
    return found


def _free_number() -> str:
    taken = {staff.number for staff in Staff.select(Staff.number)}
    return next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)
