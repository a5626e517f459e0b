"""The orders in one line each, as their CSV has them: what in words, how many, and the money (S0-21)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from peewee import fn

from webhook.catalogue import Shop
from webhook.channels import Channels
from webhook.histories.stored import among, at, rows, title, words
from webhook.models import Customer, Order, OrderLine, Payment, Refund
from webhook.orders import listing, refunds

JSON = dict[str, Any]

_COLUMNS = (
    *(Order.id, Order.number, Order.created_at, Order.paid_at, Order.status, Order.channel),
    *(Order.total, Order.discount, Order.currency, Order.name, Customer.email, Order.phone, Customer.phone),
)


def page(
    asked: Mapping[str, str], shop: Shop, channels: Channels, size: int, language: str
) -> tuple[list[JSON], str | None]:
    """The next ``size`` orders that fit (``orders.listing``) and where the page after them begins."""
    found = rows(listing.narrowed(Order.select(*_COLUMNS), asked, shop).limit(size + 1))
    ids = [each[0] for each in found[:size]]
    lines, methods, returned = _lines(ids, language), _methods(ids), _returned(ids)
    told = [
        _row(each, channels, lines[each[0]], methods.get(each[0], "none"), returned.get(each[0], 0))
        for each in found[:size]
    ]
    return told, str(ids[-1]) if len(found) > size else None


def _row(found: Sequence[Any], channels: Channels, lines: list[tuple[str, int]], method: str, returned: int) -> JSON:
    _, number, created_at, paid_at, status, channel, total, discount, currency, *who = found
    name, email, phone, other_phone = who if channels.knows(channel) else ("", "", "", "")
    return {
        "number": number,
        "created_at": at(created_at),
        "paid_at": at(paid_at),
        "status": status,
        "name": name,
        "email": email,
        "phone": phone or other_phone,
        "channel": channel,
        "what": " / ".join(f"{what} × {quantity}" for what, quantity in lines),
        "quantity": sum(quantity for _, quantity in lines),
        "total": total,
        "discount": discount,
        "refunded": int(returned),
        "currency": currency,
        "method": method if paid_at else "",
    }


def _lines(ids: Sequence[int], language: str) -> dict[int, list[tuple[str, int]]]:
    """Title and ticket type of each line, and how many."""
    lines: dict[int, list[tuple[str, int]]] = defaultdict(list)
    columns = (OrderLine.order, OrderLine.face.cast("text"), OrderLine.name.cast("text"), OrderLine.quantity)
    for order, face, name, quantity in rows(
        OrderLine.select(*columns).where(among("order_id", ids)).order_by(OrderLine.id)
    ):
        what = " ".join(filter(None, (title(face, language), words(name, language))))
        lines[order].append((what, quantity))
    return lines


def _methods(ids: Sequence[int]) -> dict[int, str]:
    """How each order was paid, or was to be paid; see ``refunds.paid_by``."""
    methods: dict[int, str] = {}
    first = (Payment.received_at.is_null(), Payment.received_at, Payment.id)
    for order, method in rows(
        Payment.select(Payment.order, Payment.method).where(among("order_id", ids)).order_by(*first)
    ):
        methods.setdefault(order, method)
    return methods


def _returned(ids: Sequence[int]) -> dict[int, int]:
    """Money that went back; see ``refunds.returned``."""
    gone = (Refund.state == "succeeded") & Refund.why.not_in(refunds.BOUGHT_NOTHING)
    query = Refund.select(Refund.order, fn.SUM(Refund.amount)).where(among("order_id", ids), gone)
    return dict(rows(query.group_by(Refund.order)))
