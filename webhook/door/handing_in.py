"""What was stamped without signal or on paper, and is handed in later: which moments count (journeys.md 5.6, A22)."""

from datetime import datetime, timedelta

from webhook.crew.accounts import SYNC_WITHIN, Visitor
from webhook.door.wishes import Asked
from webhook.models import SignIn, Ticket
from webhook.refusals import Refused
from webhook.tickets import window_of

AHEAD = timedelta(minutes=2)
"""A device's clock may be wrong by so much, after it was corrected."""


def is_in_time(asked: Asked, ticket: Ticket) -> bool:
    """Whether the moment lies in the ticket's window, is not to come, and is no longer ago than 48 hours."""
    at, visitor = asked.moment, asked.hand.visitor
    ended = visitor.ended_at if visitor else None
    recent = asked.now - SYNC_WITHIN <= at <= asked.now + AHEAD
    return recent and (ended is None or at < ended) and window_of(ticket).at(at) == "open"


def check_hand(asked: Asked, ticket: Ticket) -> None:
    """A no-show is final for everybody's hand: afterwards only those may hand in who were at the door (S4-42).

    Refuses with ``no_show_final``.
    """
    at, visitor = asked.wish.at, asked.hand.visitor
    if at is None or not ticket.session or window_of(ticket).at(asked.now) != "over":
        return
    if not (visitor and was_there(visitor, at)):
        raise Refused("no_show_final", 409, field="at")


def was_there(visitor: Visitor, at: datetime) -> bool:
    """Whether this person had joined a shift by then, with this device or another."""
    joined = SignIn.select().where(SignIn.staff == visitor.staff.id, SignIn.shift.is_null(False))
    return bool(joined.where(SignIn.created_at <= at + AHEAD).exists())
