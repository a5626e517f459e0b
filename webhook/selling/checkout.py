"""From a cart to an order that holds its units, and to the place where it is paid."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from webhook import codes, face, money
from webhook.catalogue import Catalogue
from webhook.channels import Channels
from webhook.database import transaction
from webhook.models import Customer, Order, OrderLine, Payment
from webhook.orders import settling, states
from webhook.payments import CheckoutSession, Gateway, NoSession, PaymentRefused, PaymentsUnavailable, konbini, params
from webhook.people import customers
from webhook.private import Private
from webhook.refusals import Refused
from webhook.selling import coupons, limits, stock, waiting
from webhook.selling.basket import Checkout, Line, priced
from webhook.selling.coupons import Discount
from webhook.words import Words

HOLD = params.SESSION_LIFE + timedelta(minutes=4)
"""A hold outlives Stripe's session a little, so that a payment in its last second still finds its units."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Counter:
    """What an order is made with: the shop's goods and secrets, Stripe, its words, and the address of its pages."""

    catalogue: Catalogue
    private: Private
    gateway: Gateway
    words: Words
    site_url: str

    @property
    def channels(self) -> Channels:
        """Where the shop sells."""
        return Channels(partners=self.private.channels)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An order and where the fan goes next: Stripe's page, or the thanks page when nothing is due.

    ``unasked`` is the payment whose page is not there yet: Stripe has to be asked for it.
    """

    order: Order
    url: str
    unasked: Payment | None = None


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What an order would come to: ``total`` to pay after ``discount``; ``konbini_until`` when that is offered."""

    total: int
    discount: Discount
    konbini_until: datetime | None


def preview(request: Checkout, counter: Counter, now: datetime) -> Sum:
    """What the order would come to; refuses as ``place`` does, as far as that can be told without holding anything."""
    lines = priced(request, counter.catalogue, counter.channels, now)
    discount = _discount(request, lines, counter, now)
    with transaction():
        coupons.check_use(discount, Customer.get_or_none(Customer.email == request.email), now)
    total = _total(lines, discount, counter.catalogue)
    days = _konbini_days(lines, total, counter.catalogue, now)
    until = konbini.deadline(days, now) if days else None
    return Sum(total=total, discount=discount, konbini_until=until)


def place(request: Checkout, counter: Counter, now: datetime) -> Placed:
    """``hold``, and open Stripe's session after the commit; refuses with ``payments_unavailable``, too."""
    placed = hold(request, counter, now)
    if placed.unasked is None:
        return placed
    return replace(placed, url=open_session(placed.unasked, counter.gateway, counter.catalogue, now), unasked=None)


def hold(request: Checkout, counter: Counter, now: datetime) -> Placed:
    """Hold the units and write the order; Stripe is not asked yet.

    Refuses with the codes of ``basket``, ``coupons`` and ``stock``, with ``limit_per_person``, ``pending_orders``,
    ``offer_over`` or ``too_little``.
    """
    lines = priced(request, counter.catalogue, counter.channels, now)
    limits.look(request, lines)
    discount = _discount(request, lines, counter, now)
    with transaction():
        customer = customers.locked_row(request.email, request.name, request.locale, now)
        order = _same_request(request, customer)
        payment = order.payments.first() if order else None
        if order is None:
            order = _order(request, lines, discount, customer, counter.catalogue, now)
            if order.total == 0:
                settling.fulfil(order, counter.catalogue, now)
            else:
                payment = _payment(order, lines, counter, now)
    if payment is None:
        return Placed(order=order, url=thanks_url(counter.site_url, order, counter.catalogue))
    return Placed(order=order, url=payment.url or "", unasked=None if payment.url else payment)


def open_session(payment: Payment, gateway: Gateway, catalogue: Catalogue, now: datetime) -> str:
    """Create the session of a payment and remember it; returns the address of Stripe's page."""
    return note(payment, ask(payment, gateway), catalogue, now)


def ask(payment: Payment, gateway: Gateway) -> CheckoutSession | Exception:
    """Stripe's session for a payment, or why there is none. The database is not touched while Stripe thinks."""
    try:
        return gateway.open(payment.params, payment.key)
    except (PaymentRefused, NoSession, PaymentsUnavailable) as error:
        return error


def note(payment: Payment, told: CheckoutSession | Exception, catalogue: Catalogue, now: datetime) -> str:
    """Remember the session; returns the address of Stripe's page. Refuses with ``payments_unavailable``."""
    if isinstance(told, PaymentsUnavailable):  # it may have been made all the same: the hold stays, the sweeper asks
        log.warning("no answer from Stripe for %s: %s", payment.key, told)
        raise Refused("payments_unavailable", 503) from told
    if isinstance(told, Exception):
        log.error("Stripe refused a session for %s: %s", payment.key, told)
        settling.give_up(payment.order_id, "failed", catalogue, now)
        raise Refused("payments_unavailable", 503) from told
    Payment.update(session_id=told.id, url=told.url).where(Payment.id == payment.id).execute()
    return told.url or ""


def thanks_url(site_url: str, order: Order, catalogue: Catalogue) -> str:
    """The thanks page of an order; its secret is in the fragment, which no server on the way gets to see."""
    return site_url + catalogue.shop.path("/thanks/", order.locale) + f"#order={order.secret}"


def _discount(request: Checkout, lines: list[Line], counter: Counter, now: datetime) -> Discount:
    amounts = [line.amount for line in lines]
    if not request.coupon:
        return coupons.none(amounts)
    return coupons.read(request.coupon, amounts, counter.catalogue, counter.private, now)


def _total(lines: list[Line], discount: Discount, catalogue: Catalogue) -> int:
    """What is to be paid; refuses with ``too_little`` what Stripe would take from nobody."""
    total, currency = sum(line.amount for line in lines) - discount.amount, catalogue.shop.currency
    if money.too_small(total, currency):
        least = money.CARD_LEAST[currency]
        raise Refused("too_little", 409, field="lines", least=least, n=least)
    return total


def _konbini_days(lines: list[Line], total: int, catalogue: Catalogue, now: datetime) -> int | None:
    things = [(line.item, line.session) for line in lines]
    return konbini.days(things, total, catalogue.shop.currency, now)


def _same_request(request: Checkout, customer: Customer) -> Order | None:
    """The order this customer's request has made before.

    Refuses with ``hold_expired`` when that has lapsed, and with ``nonce_used`` when it was for something else.
    """
    if request.nonce is None:
        return None
    order = Order.get_or_none(Order.nonce == request.nonce, Order.customer == customer)
    if order and order.status in (*states.LAPSED, "cancelled"):
        raise Refused("hold_expired", 409)
    if order and {(line.item, line.session, line.ticket, line.quantity) for line in order.lines} != {
        (wish.item, wish.session, wish.ticket, wish.quantity) for wish in request.wishes
    }:
        raise Refused("nonce_used", 409, field="nonce")
    return order


def _order(
    request: Checkout, lines: list[Line], discount: Discount, customer: Customer, catalogue: Catalogue, now: datetime
) -> Order:
    limits.check_halts(lines)
    limits.check_person(lines, customer)
    coupons.check_use(discount, customer, now)
    total = _total(lines, discount, catalogue)
    if total:
        limits.check_pending(customer)
    if request.offer:
        waiting.take(request.offer, [line.portion for line in lines], now)
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
        total=total,
        discount=discount.amount,
        coupon=discount.coupon.id if discount.coupon else "",
        currency=catalogue.shop.currency,
        created_at=now,
        hold_until=now + HOLD,
    )
    coupons.use(discount, customer, order)
    for line, share in zip(lines, discount.shares, strict=True):
        OrderLine.create(order=order, discount=share, **row(line))
    return order


def row(line: Line) -> dict[str, Any]:
    """What of a line is kept on its order."""
    return {
        "item": line.item.id,
        "session": line.session.id if line.session else "",
        "ticket": line.ticket.id if line.ticket else "",
        "face": face.of(line.item, line.session),
        "name": line.ticket.name if line.ticket else {},
        "quantity": line.quantity,
        "units": line.quantity * line.item.uses,
        "price": line.price,
        "tax_rate": money.STANDARD_RATE if line.item.tax_rate is None else line.item.tax_rate,
    }


def _payment(order: Order, lines: list[Line], counter: Counter, now: datetime) -> Payment:
    thanks = thanks_url(counter.site_url, order, counter.catalogue)
    days = _konbini_days(lines, order.total, counter.catalogue, now)
    sold = list(order.lines.order_by(OrderLine.id))
    asked = params.frozen(
        order,
        list(zip(lines, sold, strict=True)),
        counter.catalogue,
        counter.words,
        thanks=thanks,
        site=counter.site_url,
        konbini_days=days,
        now=now,
    )
    return Payment.create(
        order=order, key=f"checkout:{order.number}:1", params=asked, amount=order.total, created_at=now
    )
