"""What the owner does for one order besides cancelling it: money back for nothing in return, and the mail once more."""

from datetime import datetime, timedelta

from webhook.catalogue import Shop
from webhook.channels import Channels
from webhook.database import locked, transaction
from webhook.mailing import outbox
from webhook.models import Mail, Order, Refund
from webhook.orders import cancelling, refunds
from webhook.refusals import Refused

BETWEEN = timedelta(seconds=30)
"""Between two mails of the same order: a second press is an accident."""


def refund(order: Order, amount: int, exception: str, shop: Shop, now: datetime) -> Refund:
    """Give ``amount`` back; the tickets stay as they are.

    Refuses with ``nothing_to_refund``, ``refund_too_much``, or ``exception_needed`` where something prepaid is among
    what was bought and nothing is said that allows it.
    """
    with transaction():
        order = locked(Order.select().where(Order.id == order.id)).get()
        payment = refunds.paid_by(order)
        left = refunds.left(payment) if payment else 0
        if payment is None or not left:
            raise Refused("nothing_to_refund", 409)
        if amount > left:
            raise Refused("refund_too_much", 409, field="amount", remaining=left, n=left)
        if not any(cancelling.is_prepaid(ticket, order, shop) for ticket in order.tickets):
            exception = ""
        elif not exception:
            raise Refused("exception_needed", 422, field="exception")
        return refunds.of(payment, order, amount, "goodwill", now, exception=exception)


def resend(order: Order, channels: Channels, now: datetime) -> None:
    """Mail the tickets once more to the registered address.

    Refuses with ``too_many_mails`` right after another, and with ``partner_order`` who is the
    partner's to write to (S4-44, A20).
    """
    if not channels.knows(order.channel):
        raise Refused("partner_order", 409)
    if order.paid_at is None:
        raise Refused("nothing_to_send", 409)
    with transaction():
        order = locked(Order.select().where(Order.id == order.id)).get()
        before = Mail.select().where(Mail.key.startswith(f"again:{order.number}:"))
        if before.where(Mail.created_at > now - BETWEEN).exists():
            raise Refused("too_many_mails", 429, retry_after=int(BETWEEN.total_seconds()))
        key = f"again:{order.number}:{before.count() + 1}"
        outbox.post(key, "tickets", order.customer.email, order.locale, {"order": order.number}, now)
