"""Stamping: check and write under the ticket's lock, with a nonce from the device, so that a use happens once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from peewee import IntegrityError

from webhook import accounts, codes, coupons, tickets, worth
from webhook.accounts import Visitor
from webhook.database import locked, transaction
from webhook.models import Staff, Stamp, StampLine, Ticket
from webhook.refusals import Refused
from webhook.worth import Worth

OPENS = timedelta(hours=3)
"""Before the start of an event its holder's phone can be stamped (journeys.md 5)."""
PIN_TRIES = 5
PIN_PAUSE = timedelta(minutes=5)
"""After so many wrong PINs on one ticket its pad sleeps."""
JUST_NOW = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a device asks for. ``units`` None is all that is left; ``lines`` are units by ticket type instead."""

    door_code: str = ""
    six_digit: str = ""
    units: int | None = None
    lines: dict[str, int] | None = None
    nonce: str = ""
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Whose hand stamps: ``staff`` at their device or by their PIN on the holder's phone, nobody for a ``tap``."""

    method: Literal["scan", "six_digit", "stamp", "tap"]
    staff: Staff | None = None
    visitor: Visitor | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``result`` is a code of spec/journeys 3.3; ``previous`` the latest stamp where that matters."""

    result: str
    worth: Worth | None = None
    stamp: Stamp | None = None
    previous: Stamp | None = None


def stamp(wish: Wish, visitor: Visitor, now: datetime) -> Verdict:
    """Use units of a ticket, or with ``dry_run`` say what would happen. The same nonce again is the same answer."""
    digits_only = not wish.door_code
    if digits_only:
        accounts.check_pause(visitor, now)
    try:
        with transaction():
            hand = Hand(method="six_digit" if digits_only else "scan", staff=visitor.staff, visitor=visitor)
            verdict = _verdict(wish, _locked(wish, now), hand, now)
    except IntegrityError as error:  # the same nonce for two tickets at the same moment
        raise Refused("nonce_used", 409, field="nonce") from error
    if digits_only:
        accounts.count_miss(visitor, verdict.result == "unknown", now)
    return verdict


def by_holder(ticket: Ticket, wish: Wish, number: str, pin: str, now: datetime) -> Verdict:
    """Use units on the holder's own phone: by a slide, or with a staff number and PIN, as the item says.

    Refuses with ``use_scan`` when only staff may stamp it, ``pin_needed``, ``wrong_pin``, ``too_many``, ``too_early``.
    """
    use = ticket.face.get("use", "scan")
    if use == "scan":
        raise Refused("use_scan", 403)
    if ticket.starts_at and _ended(worth.of(ticket, now)) is None:
        opens = max(ticket.starts_at - OPENS, ticket.window_from or ticket.starts_at - OPENS)
        if now < opens:
            raise Refused("too_early", 409, opens=opens.isoformat())
    hand = Hand(method="tap") if use == "tap" else Hand(method="stamp", staff=_pinned(ticket, number, pin, now))
    try:
        with transaction():
            locked_ticket = locked(Ticket.select().where(Ticket.id == ticket.id)).get()
            return _verdict(wish, locked_ticket, hand, now)
    except IntegrityError as error:
        raise Refused("nonce_used", 409, field="nonce") from error


def may_use(ticket: Ticket, now: datetime) -> bool:
    """Whether the holder's phone offers a way to use it now."""
    if ticket.face.get("use", "scan") == "scan" or (ticket.starts_at and now < ticket.starts_at - OPENS):
        return False
    current = worth.of(ticket, now)
    return _ended(current) is None and current.timing == "open" and current.left > 0


def _pinned(ticket: Ticket, number: str, pin: str, now: datetime) -> Staff:
    """The staff whose PIN was typed on this ticket's page; wrong ones put the page to sleep."""
    if not number or not pin:
        raise Refused("pin_needed", 422, field="pin")
    _count_try(ticket, now)
    staff = accounts.by_pin(number, pin, now)
    Ticket.update(pin_misses=0, pin_paused_until=None).where(Ticket.id == ticket.id).execute()
    return staff


def _count_try(ticket: Ticket, now: datetime) -> None:
    """Every try counts before it is looked at, so that many at once are no more than five in a row."""
    with transaction():
        row: Ticket = locked(Ticket.select().where(Ticket.id == ticket.id)).get()
        until = row.pin_paused_until
        if until and now < until:
            raise Refused("too_many", 429, retry_after=int((until - now).total_seconds()) + 1)
        last = row.pin_misses + 1 >= PIN_TRIES
        changes = {"pin_misses": 0, "pin_paused_until": now + PIN_PAUSE} if last else {"pin_misses": row.pin_misses + 1}
        Ticket.update(changes).where(Ticket.id == ticket.id).execute()


def _verdict(wish: Wish, ticket: Ticket | None, hand: Hand, now: datetime) -> Verdict:
    if ticket is None:
        moved = tickets.by_old_code(wish.door_code)
        return Verdict(result="moved", worth=worth.of(moved, now)) if moved else Verdict(result="unknown")
    before = Stamp.get_or_none(Stamp.nonce == wish.nonce) if wish.nonce else None
    if before:
        return _again(before, ticket, now)
    current = worth.of(ticket, now)
    refusal = _refusal(wish, current, hand, now)
    if refusal or wish.dry_run:
        last = current.stamps[-1] if current.stamps else None
        result = refusal or _success(ticket, current.left - _asked(wish, current))
        return Verdict(result=result, worth=current, previous=last)
    made, shares = _make(wish, current, hand, now)
    return Verdict(result=_success(ticket, made.left), worth=worth.after(current, made, shares), stamp=made)


def _locked(wish: Wish, now: datetime) -> Ticket | None:
    if wish.door_code:
        which = Ticket.door_code == wish.door_code.upper()
    else:
        found = tickets.by_six_digits(wish.six_digit, now)
        which = Ticket.id == (found.id if found else None)
    ticket: Ticket | None = locked(Ticket.select().where(which)).first()
    return ticket


def _again(before: Stamp, ticket: Ticket, now: datetime) -> Verdict:
    if before.ticket_id != ticket.id:
        raise Refused("nonce_used", 409, field="nonce")
    return Verdict(result=_success(ticket, before.left), worth=worth.of(ticket, now), stamp=before)


def _refusal(wish: Wish, current: Worth, hand: Hand, now: datetime) -> str | None:
    """The first check that fails wins, so that a cancelled ticket never looks merely used (journeys 3.2)."""
    ticket, shift = current.ticket, hand.visitor.shift if hand.visitor else None
    if shift and shift.item and (shift.item != ticket.item or (shift.session and shift.session != ticket.session)):
        return "wrong_event"
    ended = _ended(current)
    if ended:
        return ended
    if current.timing == "early" or (current.timing == "over" and ticket.session):
        return "wrong_date"
    if current.timing == "over":
        return "expired"
    if current.left == 0:
        return "used"
    if _asked(wish, current) > current.left or _over_line(wish, current):
        return "few"
    if coupons.is_spent(ticket, _asked(wish, current)):
        return "spent"
    if wish.dry_run and hand.visitor and _just_used_here(current, hand.visitor, now):
        return "used_self"
    return None


def _ended(current: Worth) -> str | None:
    """Why a ticket is good for nobody any more, or not for its holder."""
    ticket = current.ticket
    if ticket.cancelled_at:
        return "event_cancelled" if ticket.calling_off_id else "cancelled"
    if ticket.suspended_at and current.left:
        return "cancelled"
    if current.state == "moved":
        return "moved"
    return "share_only" if ticket.face.get("share") == "only" and ticket.shared_by_id is None else None


def _asked(wish: Wish, current: Worth) -> int:
    if wish.lines is not None:
        return sum(wish.lines.values())
    return current.left if wish.units is None else wish.units


def _over_line(wish: Wish, current: Worth) -> bool:
    left = {line.line.type: line.left for line in current.lines}
    return any(units > left.get(kind, 0) for kind, units in (wish.lines or {}).items())


def _just_used_here(current: Worth, visitor: Visitor, now: datetime) -> bool:
    """A second look at a ticket that this device has just stamped asks before the rest goes in."""
    last = current.stamps[-1] if current.stamps else None
    return bool(last and last.sign_in_id == visitor.sign_in.id and now - last.at < JUST_NOW)


def _success(ticket: Ticket, left: int) -> str:
    """``part`` when some of a group have still to come; a pass with uses left is simply ok."""
    return "part" if left and ticket.session else "ok"


def _make(wish: Wish, current: Worth, hand: Hand, now: datetime) -> tuple[Stamp, dict[int, int]]:
    """Write the stamp; returns it and the units of each line."""
    units = _asked(wish, current)
    made: Stamp = Stamp.create(
        ticket=current.ticket,
        units=units,
        left=current.left - units,
        at=now,
        method=hand.method,
        staff=hand.staff,
        staff_name=hand.staff.name if hand.staff else "",
        sign_in=hand.visitor.sign_in if hand.visitor else None,
        nonce=wish.nonce or codes.secret(),
    )
    shares: dict[int, int] = {}
    for line in current.lines:
        share = min(line.left, units) if wish.lines is None else wish.lines.get(line.line.type, 0)
        units -= share
        if share:
            shares[line.line.id] = share
    StampLine.insert_many([{"stamp": made, "line": line, "units": share} for line, share in shares.items()]).execute()
    return made, shares
