"""What becomes of the money of a ticket that ended, as its page and the owner's screen tell it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webhook.models import Refund, Ticket
from webhook.orders import cancelling
from webhook.policy import Quote
from webhook.refusals import Refused


def told(ticket: Ticket) -> dict[str, Any] | None:
    """When, by whom and why a ticket was cancelled, and where its money is; None while it lives."""
    if ticket.cancelled_at is None:
        return None
    refund = Refund.select().where(Refund.ticket == ticket).order_by(Refund.id.desc()).first()
    amount, state = (refund.amount, refund.state) if refund else (0, "none")
    if ticket.cancelled_by == "refund":  # made at Stripe's own pages, for the order as a whole
        amount, state = cancelling.paid(ticket), "succeeded"
    kept = ticket.cancelled_by in ("holder", "shop")  # what a bank has taken back is no fee of ours
    return {
        "at": ticket.cancelled_at.isoformat(),
        "by": ticket.cancelled_by,
        "reason": ticket.cancel_reason,
        "detail": ticket.cancel_detail,
        "refund": amount,
        "fee": cancelling.paid(ticket) - amount if kept else 0,
        "refund_state": state,
        "method": cancelling.method(ticket),
        "single": ticket.calling_off_id is None,
    }


def offer(ticket: Ticket, zone: ZoneInfo, now: datetime) -> Quote | None:
    """What cancelling gives back now; None when the holder cannot."""
    try:
        return cancelling.quote(ticket, zone, now)
    except Refused:
        return None


def quoted(ticket: Ticket, found: Quote, currency: str) -> dict[str, Any]:
    """A quote as JSON."""
    return {
        "refund": found.refund,
        "fee": found.fee,
        "paid": found.refund + found.fee,
        "currency": currency,
        "method": cancelling.method(ticket),
        "until": found.until.isoformat() if found.until else None,
    }
