"""An order that Stripe has nothing to do with: given by the owner, or paid at the door."""

from collections.abc import Sequence
from datetime import datetime

from webhook import codes
from webhook.catalogue import Catalogue
from webhook.models import Customer, Order, OrderLine
from webhook.orders import settling
from webhook.selling import stock
from webhook.selling.basket import Line
from webhook.selling.checkout import HOLD, row


def place(
    customer: Customer,
    lines: Sequence[Line],
    channel: str,
    catalogue: Catalogue,
    now: datetime,
    *,
    name: str,
    locale: str,
    nonce: str | None = None,
) -> Order:
    """Take the units, write the order and issue its tickets, in the caller's transaction.

    Refuses with ``sold_out`` or ``few_left``. The shop is not told of it: it has done it itself.
    """
    stock.hold(line.portion for line in lines)
    order: Order = Order.create(
        secret=codes.secret(),
        number=codes.spoken("M"),
        nonce=nonce,
        customer=customer,
        name=name,
        phone=customer.phone,
        status="open",
        locale=locale,
        channel=channel,
        total=sum(line.amount for line in lines),
        currency=catalogue.shop.currency,
        created_at=now,
        hold_until=now + HOLD,
    )
    for line in lines:
        OrderLine.create(order=order, **row(line))
    settling.fulfil(order, catalogue, now, news=False)
    return order
