"""Money that a bank takes back on its customer's word: the flag on a payment, and what it means for its tickets.

An open dispute suspends the tickets that were not used; a lost one voids them, a won one restores them. Seats are not
sold again meanwhile, and a dispute never moves an order's status (spec/stripe.md 5, 15).
"""

from datetime import datetime

from webhook.database import locked, transaction
from webhook.mailing import notices
from webhook.models import Dispute, Order, Payment, Ticket
from webhook.payments import ToldDispute

_STATES = {"won": "won", "lost": "lost", "warning_closed": "won", "prevented": "won"}


def settle(told: ToldDispute, now: datetime) -> Order | None:
    """Bring our row, and the tickets, to what Stripe says of a dispute; None when it is about no payment of ours."""
    with transaction():
        payment = Payment.get_or_none(Payment.intent == told.intent) if told.intent else None
        if payment is None:
            return None
        order: Order = locked(Order.select().where(Order.id == payment.order_id)).get()
        row = {"payment": payment, "amount": told.amount, "state": "", "opened_at": now}
        Dispute.insert(stripe_id=told.id, **row).on_conflict_ignore().execute()
        dispute = Dispute.get(Dispute.stripe_id == told.id)
        before, dispute.state = dispute.state, _STATES.get(told.status, "open")
        if dispute.state == before:
            return order
        dispute.closed_at = None if dispute.state == "open" else now
        dispute.save()
        _apply(dispute, order, now)
    return order


def _apply(dispute: Dispute, order: Order, now: datetime) -> None:
    live = Ticket.order == order, Ticket.cancelled_at.is_null()
    if dispute.state == "open":
        Ticket.update(suspended_at=now).where(*live).execute()
    elif dispute.state == "won":
        Ticket.update(suspended_at=None).where(*live).execute()
    else:
        Ticket.update(cancelled_at=now, cancelled_by="dispute", suspended_at=None).where(*live).execute()
    what = "dispute_opened" if dispute.state == "open" else "dispute_closed"
    key = f"{what}:{dispute.id}:{dispute.state}"
    notices.problem(what, key, now, order=order, amount=dispute.amount, detail=dispute.state)
