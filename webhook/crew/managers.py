"""Owners and leads who sign in by a mailed link: invited, changed and stopped by an owner (S4-51, S4-52).

There is always an owner left: the last one can neither be stopped nor become something else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webhook.crew import accounts
from webhook.database import transaction
from webhook.models import Staff
from webhook.refusals import Refused

ROLES = ("lead", "owner")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an account is to be; ``notify_*`` are the notices its address hears of."""

    name: str
    email: str
    role: str
    notify_new: bool
    notify_cancel: bool


def known() -> list[Staff]:
    """All of them, the working ones first."""
    found = list(Staff.select().where(Staff.role.in_(ROLES)).order_by(Staff.id))
    return sorted(found, key=lambda each: each.stopped_at is not None)


def one(account: str) -> Staff:
    """The account of that id; refuses with ``not_found``."""
    number = int(account) if account.isdecimal() and len(account) < 10 else 0
    found: Staff | None = Staff.get_or_none(Staff.id == number, Staff.role.in_(ROLES))
    if found is None:
        raise Refused("not_found", 404)
    return found


def invite(wish: Wish, locale: str, base: str, now: datetime) -> Staff:
    """A new account, and a link by mail that signs it in. Refuses with ``email_taken``."""
    with transaction():
        staff = accounts.add(
            _number(wish.role),
            wish.name,
            wish.role,
            email=wish.email,
            now=now,
            notify_new=wish.notify_new,
            notify_cancel=wish.notify_cancel,
        )
        accounts.mail_link(wish.email, locale, base, now)
    return staff


def change(staff: Staff, changes: dict[str, Any]) -> Staff:
    """Another name, address, role or notices. Refuses with ``email_taken`` or ``last_owner``."""
    with transaction():
        email = changes.get("email")
        if email and Staff.select().where(Staff.email == email, Staff.id != staff.id).exists():
            raise Refused("email_taken", 409, field="email")
        if changes.get("role", staff.role) != "owner":
            _check_last(staff)
        if changes:
            Staff.update(changes).where(Staff.id == staff.id).execute()
    return one(str(staff.id))


def stop(staff: Staff, now: datetime) -> Staff:
    """Stop it at once, in every browser. Refuses with ``last_owner``."""
    with transaction():
        _check_last(staff)
        accounts.stop(staff, now)
    return one(str(staff.id))


def resume(staff: Staff) -> Staff:
    """Let a stopped account work again; it signs in anew by a link."""
    Staff.update(stopped_at=None).where(Staff.id == staff.id).execute()
    return one(str(staff.id))


def _check_last(staff: Staff) -> None:
    others = Staff.select().where(Staff.role == "owner", Staff.stopped_at.is_null(), Staff.id != staff.id)
    if staff.role == "owner" and not others.exists():
        raise Refused("last_owner", 409)


def _number(role: str) -> str:
    taken = {staff.number for staff in Staff.select(Staff.number)}
    return next(name for name in (f"{role}{number}" for number in range(1, len(taken) + 2)) if name not in taken)
