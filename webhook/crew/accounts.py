"""Who may do what: staff with a number and a PIN, leads and owners with a link, and their signed-in browsers."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from webhook import codes
from webhook.crew import pins
from webhook.database import is_postgres, locked, transaction
from webhook.database.plain_sql import by_id, listed, one_of, read
from webhook.mailing import outbox
from webhook.models import Shift, SignIn, SignInLink, Staff
from webhook.refusals import Refused

LINK_LIFE = timedelta(minutes=30)
SIGN_IN_LIFE = timedelta(days=30)
SYNC_WITHIN = timedelta(hours=48)
"""How long after its shift a device may still hand in what it stamped before."""
MAILED_AGAIN = timedelta(seconds=60)
"""Between two sign-in links to one address."""

ROLES = ("staff", "lead", "owner")


class Badge(NamedTuple):
    """What a cookie stands for: a sign-in, whose it is, and the shift that was joined with it."""

    sign_in: SignIn
    staff: Staff
    shift: Shift | None


class Visitor(NamedTuple):
    """A signed-in person; ``shift`` narrows what staff may stamp.

    ``ended_at`` is set for one whose shift is over: good for handing in what was stamped before, and nothing else.
    """

    sign_in: SignIn
    staff: Staff
    shift: Shift | None
    ended_at: datetime | None = None

    def may(self, role: str) -> bool:
        """Whether this person has the rights of ``role``: an owner has all, a lead those of staff."""
        return ROLES.index(self.staff.role) >= ROLES.index(role)

    @property
    def until(self) -> datetime | None:
        """When the sign-in ends, by itself or with its shift."""
        return _end(self.sign_in, self.shift)

    @property
    def venue(self) -> str:
        """The only place whose tickets this person may stamp, by their shift or for themselves; empty for all."""
        return (self.shift.venue if self.shift else "") or self.staff.venue


def required(visitor: Visitor | None, role: str) -> Visitor:
    """Who is signed in, with the rights of ``role``; refuses with ``sign_in`` or ``forbidden``."""
    if visitor is None or visitor.ended_at:
        raise Refused("sign_in", 401)
    if not visitor.may(role):
        raise Refused("forbidden", 403)
    return visitor


def visitor(token: str | None, now: datetime) -> Visitor | None:
    """Who holds that cookie, None when nobody does any more: signed out, stopped, or the shift is over."""
    found = _holder(token, now)
    return found if found and not found.ended_at else None


def handing_in(token: str | None, now: datetime) -> Visitor | None:
    """Who holds that cookie of a shift that is over, while its device may still hand in what it stamped before."""
    found = _holder(token, now)
    return found if found and found.ended_at else None


def holders(digests: Collection[str], now: datetime, *, lock: Collection[str] = ()) -> dict[str, Visitor]:
    """The people behind cookies, by the digests of those, unless they or their devices were stopped.

    Those whose shift is over are among them, with ``ended_at``, while they may hand in. The sign-ins of ``lock`` stay
    locked to the end of the caller's transaction.
    """
    if lock and is_postgres():
        read(SignIn, f"WHERE {one_of('t.token_hash')} ORDER BY t.id FOR NO KEY UPDATE", listed(lock))
    return standing(badges(digests), now)


def badges(digests: Collection[str]) -> list[Badge]:
    """What cookies stand for, by the digests of those, whether or not they are still good for anything."""
    sign_ins = read(SignIn, f"WHERE {one_of('t.token_hash')}", listed(digests))
    people = by_id(Staff, {each.staff_id for each in sign_ins})
    shifts = by_id(Shift, {each.shift_id for each in sign_ins if each.shift_id})
    return [Badge(each, people[each.staff_id], shifts[each.shift_id] if each.shift_id else None) for each in sign_ins]


def standing(badges: Iterable[Badge], now: datetime) -> dict[str, Visitor]:
    """Those of the ``badges`` that are good for something now, as ``holders`` gives them."""
    found = {}
    for sign_in, staff, shift in badges:
        over = _over(sign_in, shift, now)
        if not (sign_in.stopped_at or staff.stopped_at) and (over is None or (shift and now < over + SYNC_WITHIN)):
            found[sign_in.token_hash] = Visitor(sign_in=sign_in, staff=staff, shift=shift, ended_at=over)
    return found


def _holder(token: str | None, now: datetime) -> Visitor | None:
    digest = codes.digest(token) if token else ""
    return holders([digest], now).get(digest) if digest else None


def _over(sign_in: SignIn, shift: Shift | None, now: datetime) -> datetime | None:
    """When a sign-in ended, by itself or with its shift; None while it lasts."""
    end = _end(sign_in, shift)
    return end if end and now >= end else None


def _end(sign_in: SignIn, shift: Shift | None) -> datetime | None:
    return min((end for end in (sign_in.expires_at, shift.ends_at if shift else None) if end), default=None)


def notified() -> list[str]:
    """Mail addresses of the owners and leads, who hear of orders and cancellations (S4-51)."""
    return [str(person.email) for person in _managers()]


def owners() -> list[str]:
    """Mail addresses of the owners."""
    return [str(person.email) for person in _managers() if person.role == "owner"]


def deaf() -> dict[str, frozenset[str]]:
    """By mail template the addresses that do not want it."""
    people = _managers()
    new = frozenset(str(each.email) for each in people if not each.notify_new)
    cancel = frozenset(str(each.email) for each in people if not each.notify_cancel)
    return {"notice-order": new, "notice-cancel": cancel}


def _managers() -> list[Staff]:
    people = Staff.select().where(Staff.email.is_null(False), Staff.stopped_at.is_null(), Staff.role != "staff")
    return list(people.order_by(Staff.id))


def join(code: str, name: str, number: str, pin: str, now: datetime) -> tuple[Visitor, str]:
    """Staff start at the door with the shift's code, their number and PIN; returns them and the cookie's token.

    Refuses with ``unknown_shift``, ``staff_stopped``, ``wrong_pin``, ``pin_over`` or, after five wrong PINs,
    ``too_many``.
    """
    shift = Shift.get_or_none(Shift.code == code.strip().upper())
    if shift is None or (shift.ends_at and now >= shift.ends_at):
        raise Refused("unknown_shift", 403, field="code")
    staff = pins.by_pin(number, pin, now)
    if staff.pin_once and staff.pin_until is None and shift.ends_at:
        Staff.update(pin_until=shift.ends_at).where(Staff.id == staff.id).execute()
    if name and name != staff.name:
        Staff.update(name=name).where(Staff.id == staff.id).execute()
        staff.name = name
    return _sign_in(staff, shift, shift.ends_at, now)


def sign_in(token: str, now: datetime, *, practice: bool = False) -> tuple[Visitor, str]:
    """Use a mailed link, once; returns who signed in and the cookie's token. Refuses with ``bad_token``.

    Only a practice shop takes links that can be used again.
    """
    with transaction():
        link = locked(SignInLink.select().where(SignInLink.token_hash == codes.digest(token))).first()
        if link is None or link.used_at or (link.expires_at and now >= link.expires_at) or link.staff.stopped_at:
            raise Refused("bad_token", 403, field="token")
        if link.reusable and not practice:
            raise Refused("bad_token", 403, field="token")
        if not link.reusable:
            link.used_at = now
            link.save()
        return _sign_in(link.staff, None, None if link.reusable else now + SIGN_IN_LIFE, now)


def sign_out(visitor: Visitor) -> None:
    """End this sign-in; its stamps keep pointing at it."""
    SignIn.update(token_hash=f"ended:{visitor.sign_in.id}").where(SignIn.id == visitor.sign_in.id).execute()


def mail_link(email: str, locale: str, base: str, now: datetime) -> None:
    """Mail a sign-in link if the address belongs to a lead or owner; the caller tells nobody whether it does."""
    staff = Staff.get_or_none(Staff.email == email, Staff.stopped_at.is_null(), Staff.role.in_(("lead", "owner")))
    if staff is None or _mailed_just_now(staff, now):
        return
    with transaction():
        token = link(staff, now)
        values = {"url": f"{base}#token={token}", "name": staff.name}
        outbox.post(f"sign-in:{codes.digest(token)[:16]}", "sign-in", email, locale, values, now)


def link(staff: Staff, now: datetime, *, token: str = "", reusable: bool = False) -> str:
    """A token that signs ``staff`` in; good for half an hour and once, unless ``reusable`` (development)."""
    token = token or codes.secret()
    expires = None if reusable else now + LINK_LIFE
    row = {"token_hash": codes.digest(token), "staff": staff, "expires_at": expires, "reusable": reusable}
    SignInLink.insert(**row).on_conflict_ignore().execute()
    return token


def void_practice_links(now: datetime) -> None:
    """Links of an earlier run of the practice shop sign nobody in any more."""
    SignInLink.update(used_at=now).where(SignInLink.expires_at.is_null()).execute()


def add(
    number: str, name: str, role: str, *, pin: str = "", email: str | None = None, now: datetime, **more: Any
) -> Staff:
    """A new account. Refuses with ``number_taken`` or ``email_taken``."""
    if Staff.select().where(Staff.number == number).exists():
        raise Refused("number_taken", 409, field="number")
    if email and Staff.select().where(Staff.email == email.lower()).exists():
        raise Refused("email_taken", 409, field="email")
    hashed = codes.pin_hash(pin) if pin else ""
    mail = email.lower() if email else None
    return Staff.create(number=number, name=name, role=role, pin_hash=hashed, email=mail, created_at=now, **more)


def stop(staff: Staff, now: datetime) -> None:
    """The account may do nothing from now on, in any browser."""
    Staff.update(stopped_at=now).where(Staff.id == staff.id).execute()


def open_shift(code: str, now: datetime, *, ends_at: datetime | None = None, **scope: str) -> Shift:
    """A shift that staff can join with ``code``; ``scope`` is an item, a session of it and a venue."""
    Shift.insert(code=code.upper(), starts_at=now, ends_at=ends_at, **scope).on_conflict_ignore().execute()
    return Shift.get(Shift.code == code.upper())


def _mailed_just_now(staff: Staff, now: datetime) -> bool:
    """One link a minute is enough, whoever asks."""
    fresh = SignInLink.expires_at > now + LINK_LIFE - MAILED_AGAIN
    return SignInLink.select().where(SignInLink.staff == staff, fresh).exists()


def _sign_in(staff: Staff, shift: Shift | None, expires: datetime | None, now: datetime) -> tuple[Visitor, str]:
    token = codes.secret() + codes.secret()
    row = SignIn.create(
        token_hash=codes.digest(token), staff=staff, shift=shift, created_at=now, expires_at=expires, seen_at=now
    )
    return Visitor(sign_in=row, staff=staff, shift=shift), token
