"""Stamping on the holder's own phone: by a slide, or with the number and PIN of the staff (journeys.md 5)."""

from datetime import datetime, timedelta

from webhook import worth
from webhook.crew import pins
from webhook.database import locked, transaction
from webhook.door import stamping, watching
from webhook.door.deciding import ended
from webhook.door.wishes import Asked, Hand, Verdict, Wish
from webhook.models import Staff, Ticket
from webhook.refusals import Refused

OPENS = timedelta(hours=3)
"""Before the start of an event its holder's phone can be stamped (journeys.md 5)."""
PIN_TRIES = 5
PIN_PAUSE = timedelta(minutes=5)
"""After so many wrong PINs on one ticket its pad sleeps."""


def by_holder(ticket: Ticket, wish: Wish, number: str, pin: str, now: datetime) -> Verdict:
    """Use units on the holder's own phone: by a slide, or with a staff number and PIN, as the item says.

    Refuses with ``use_scan`` when only staff may stamp it, ``pin_needed``, ``wrong_pin``, ``too_many``, ``too_early``.
    """
    use = ticket.face.get("use", "scan")
    if use == "scan":
        raise Refused("use_scan", 403)
    if ticket.starts_at and ended(worth.of(ticket, now)) is None:
        opens = max(ticket.starts_at - OPENS, ticket.window_from or ticket.starts_at - OPENS)
        if now < opens:
            raise Refused("too_early", 409, opens=opens.isoformat())
    hand = Hand(method="tap") if use == "tap" else Hand(method="stamp", staff=_pinned(ticket, number, pin, now))
    return stamping.settle(Asked(wish=wish, hand=hand, now=now))


def may_use(ticket: Ticket, now: datetime) -> bool:
    """Whether the holder's phone offers a way to use it now."""
    if ticket.face.get("use", "scan") == "scan" or (ticket.starts_at and now < ticket.starts_at - OPENS):
        return False
    current = worth.of(ticket, now)
    return ended(current) is None and current.timing == "open" and current.left > 0


def _pinned(ticket: Ticket, number: str, pin: str, now: datetime) -> Staff:
    """The staff whose PIN was typed on this ticket's page; wrong ones put the page to sleep."""
    if not number or not pin:
        raise Refused("pin_needed", 422, field="pin")
    _count_try(ticket, now)
    staff = pins.by_pin(number, pin, now)
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
        if last:
            watching.pad(row, now)
        changes = {"pin_misses": 0, "pin_paused_until": now + PIN_PAUSE} if last else {"pin_misses": row.pin_misses + 1}
        Ticket.update(changes).where(Ticket.id == ticket.id).execute()
