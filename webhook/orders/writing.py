"""The owner writes to the buyer of an order: kept with the order, and mailed once (S4-23)."""

from datetime import datetime

from webhook.channels import Channels
from webhook.database import transaction
from webhook.mailing import outbox
from webhook.models import Message, Order
from webhook.refusals import Refused


def write(
    order: Order, subject: str, text: str, channels: Channels, *, staff: str, nonce: str, now: datetime
) -> Message:
    """Send it; the same ``nonce`` again is the same message.

    Refuses with ``partner_contact`` who is the partner's to write to (A20), ``nonce_used``, and
    ``order_without_mail`` where no address was left or the person was forgotten.
    """
    if not channels.knows(order.channel):
        raise Refused("partner_contact", 409)
    if "@" not in order.customer.email:
        raise Refused("order_without_mail", 409)
    with transaction():
        row = {"subject": subject, "text": text, "staff_name": staff, "at": now}
        Message.insert(order=order, nonce=nonce, **row).on_conflict_ignore().execute()
        made: Message = Message.get(Message.nonce == nonce)
        if made.order_id != order.id:
            raise Refused("nonce_used", 409, field="nonce")
        values = {"order": order.number, "message": made.id}
        key = f"message:{order.number}:{made.id}"
        outbox.post(key, "message", order.customer.email, order.locale, values, now)
    return made
