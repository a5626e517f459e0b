"""From a cart to an order that holds its units, and to the place where it is paid."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webhook import codes, customers, face, orders, stock
from webhook.basket import Checkout, Line, priced
from webhook.catalogue import Catalogue
from webhook.database import transaction
from webhook.models import Customer, Order, OrderLine, Payment
from webhook.payments import Gateway, NoSession, PaymentRefused, PaymentsUnavailable
from webhook.refusals import Refused
from webhook.session_params import SESSION_LIFE, frozen

HOLD = SESSION_LIFE + timedelta(minutes=4)
"""A hold outlives Stripe's session a little, so that a payment in its last second still finds its units."""
_COUNTED = ("open", "awaiting_payment", "paid", "part_refunded")

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An order and where the fan goes next: Stripe's page, or the thanks page when nothing is due."""

    order: Order
    url: str


def place(request: Checkout, catalogue: Catalogue, gateway: Gateway, site_url: str, now: datetime) -> Placed:
    """Hold the units, write the order, and open Stripe's session after the commit.

    Refuses with the codes of ``basket`` and ``stock``, ``limit``, or ``payments_unavailable`` (the hold is undone).
    """
    lines = priced(request, catalogue, now)
    with transaction():
        customer = customers.locked_row(request.email, request.name, request.locale, now)
        order = _same_request(request, customer)
        payment = order.payments.first() if order else None
        if order is None:
            order = _order(request, lines, customer, catalogue, now)
            if order.total == 0:
                orders.fulfil(order, catalogue, now)
            else:
                payment = _payment(order, lines, site_url, catalogue, now)
    if payment is None:
        return Placed(order=order, url=thanks_url(site_url, order, catalogue))
    return Placed(order=order, url=payment.url or open_session(payment, gateway))


def open_session(payment: Payment, gateway: Gateway) -> str:
    """Create the session of a payment and remember it; returns the address of Stripe's page."""
    try:
        session = gateway.open(payment.params, payment.key)
    except (PaymentRefused, NoSession) as error:
        log.error("Stripe refused a session for %s: %s", payment.key, error)
        orders.give_up(payment.order_id, "failed")
        raise Refused("payments_unavailable", 503) from error
    except PaymentsUnavailable as error:  # it may have been made all the same: the hold stays, the sweeper asks again
        log.warning("no answer from Stripe for %s: %s", payment.key, error)
        raise Refused("payments_unavailable", 503) from error
    Payment.update(session_id=session.id, url=session.url).where(Payment.id == payment.id).execute()
    return session.url or ""


def thanks_url(site_url: str, order: Order, catalogue: Catalogue) -> str:
    """The thanks page of an order; its secret is in the fragment, which no server on the way gets to see."""
    return site_url + catalogue.shop.path("/thanks/", order.locale) + f"#order={order.secret}"


def _same_request(request: Checkout, customer: Customer) -> Order | None:
    """The order this customer's request has made before.

    Refuses with ``hold_expired`` when that has lapsed, and with ``nonce_used`` when it was for something else.
    """
    if request.nonce is None:
        return None
    order = Order.get_or_none(Order.nonce == request.nonce, Order.customer == customer)
    if order and order.status in orders.LAPSED:
        raise Refused("hold_expired", 409)
    if order and {(line.item, line.session, line.ticket, line.quantity) for line in order.lines} != {
        (wish.item, wish.session, wish.ticket, wish.quantity) for wish in request.wishes
    }:
        raise Refused("nonce_used", 409, field="nonce")
    return order


def _order(request: Checkout, lines: list[Line], customer: Customer, catalogue: Catalogue, now: datetime) -> Order:
    for line in lines:
        _check_person(line, customer.id, lines)
    stock.hold(line.portion for line in lines)
    order = Order.create(
        secret=codes.secret(),
        number=codes.spoken("M"),
        nonce=request.nonce,
        customer=customer,
        name=request.name,
        phone=request.phone,
        marketing=request.marketing,
        status="open",
        locale=request.locale,
        channel=request.channel,
        total=sum(line.price * line.quantity for line in lines),
        currency=catalogue.shop.currency,
        created_at=now,
        hold_until=now + HOLD,
    )
    for line in lines:
        OrderLine.create(order=order, **_row(line))
    return order


def _row(line: Line) -> dict[str, Any]:
    return {
        "item": line.item.id,
        "session": line.session.id if line.session else "",
        "ticket": line.ticket.id if line.ticket else "",
        "face": face.of(line.item, line.session),
        "name": line.ticket.name if line.ticket else {},
        "quantity": line.quantity,
        "units": line.quantity * line.item.uses,
        "price": line.price,
    }


def _check_person(line: Line, customer: int, lines: list[Line]) -> None:
    """The limit per person counts what the same address has bought and holds of the item (S3-21)."""
    limit = line.item.limit_per_person
    if limit is None:
        return
    before = OrderLine.select(OrderLine.quantity).join(Order)
    before = before.where(OrderLine.item == line.item.id, Order.customer == customer, Order.status.in_(_COUNTED))
    wanted = sum(each.quantity for each in lines if each.item is line.item)
    had = sum(row.quantity for row in before)
    if had + wanted > limit:
        left = max(0, limit - had)
        raise Refused("limit_per_person", 409, field=f"{line.field}.quantity", limit=limit, remaining=left, n=limit)


def _payment(order: Order, lines: list[Line], site_url: str, catalogue: Catalogue, now: datetime) -> Payment:
    return Payment.create(
        order=order,
        key=f"checkout:{order.number}:1",
        params=frozen(order, lines, catalogue, thanks=thanks_url(site_url, order, catalogue), site=site_url, now=now),
        amount=order.total,
        created_at=now,
    )
