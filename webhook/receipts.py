"""Receipts: what was bought and paid, the tax inside it, and what went back (law.md 4).

With an invoice number a receipt is a simplified qualified invoice (適格簡易請求書): issuer and number, date, what was
sold with the reduced rate marked, totals and tax per rate. The tax is rounded once per rate. A cancellation fee is
damages and holds no tax.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webhook import face, formats, money
from webhook.catalogue import Shop, localised
from webhook.models import Order, OrderLine, Refund
from webhook.orders import refunds


def of(order: Order, shop: Shop, language: str, now: datetime) -> dict[str, Any]:
    """The receipt of an order that was paid; its ``kind`` is ``refund`` once everything went back."""
    lines = list(order.lines.order_by(OrderLine.id))
    payment = refunds.paid_by(order)
    back = list(order.refunds.where(Refund.state == "succeeded", Refund.why.not_in(refunds.BOUGHT_NOTHING)))
    rates = [(line.tax_rate, line.amount) for line in lines]
    returned = sum(refund.amount for refund in back)
    return {
        "kind": "refund" if order.total and returned >= order.total else "receipt",
        "number": order.number,
        "order": order.number,
        "issued_at": now,
        "paid_at": order.paid_at,
        "seller": localised(shop.seller, language) or localised(shop.name, language),
        "invoice_number": shop.invoice_number,
        "addressee": order.addressee,
        "currency": order.currency,
        "lines": [_line(line, shop, language) for line in lines],
        "discount": order.discount,
        "total": order.total,
        "taxes": _taxes(rates),
        "refunds": [_refund(refund, lines) for refund in back],
        "fee_kept": sum(refund.fee for refund in back),
        "fee_taxed": False,
        "method": payment.method if payment else "none",
    }


def _line(line: OrderLine, shop: Shop, language: str) -> dict[str, Any]:
    sold = face.read(line.face)
    detail = [localised(line.name, language)] if line.name else []
    if sold.session:
        detail.insert(0, formats.date_of(sold.session, ZoneInfo(shop.time_zone), language))
    return {
        "title": localised(sold.title, language),
        "detail": " ".join(detail),
        "quantity": line.quantity,
        "price": line.price,
        "amount": line.price * line.quantity,
        "rate": line.tax_rate,
    }


def _taxes(rates: Sequence[tuple[int, int]]) -> list[dict[str, int]]:
    return [{"rate": rate, "total": total, "tax": tax} for rate, total, tax in money.taxes(rates)]


def _refund(refund: Refund, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """A refund by rate: of its ticket's lines, or of all when it was for none in particular."""
    ticket = refund.ticket
    own = [line for line in lines if ticket is None or (line.item, line.session) == (ticket.item, ticket.session)]
    parts = money.shared(refund.amount, [line.amount for line in own])
    rates = [(line.tax_rate, part) for line, part in zip(own, parts, strict=True)]
    return {"at": refund.settled_at, "amount": refund.amount, "fee": refund.fee, "taxes": _taxes(rates)}
