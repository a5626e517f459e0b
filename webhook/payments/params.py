"""The parameters of a Stripe Checkout session, frozen with the order before Stripe is first asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webhook import formats, policy
from webhook.catalogue import Catalogue, Shop, localised
from webhook.models import Order, OrderLine
from webhook.selling.basket import Line
from webhook.words import Words

SESSION_LIFE = timedelta(minutes=31)
"""Stripe closes a session 30 minutes to 24 hours after its creation; a minute is spare for a slow first call."""
LONGEST_NOTE = 1200
"""Characters that Stripe takes beside its button."""


def frozen(
    order: Order,
    lines: Sequence[tuple[Line, OrderLine]],
    catalogue: Catalogue,
    words: Words,
    *,
    thanks: str,
    site: str,
    konbini_days: int | None,
    now: datetime,
) -> dict[str, Any]:
    """What ``checkout.sessions.create`` is given.

    Names of the lines say date, time and ticket type, and the note beside the button says when the ticket comes, until
    when to pay and how to cancel, as the final confirmation must (特定商取引法 12条の6): the contract may be seen as
    made on Stripe's page.
    """
    shop = catalogue.shop
    about = {"order": order.number}
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [_line_item(line, sold, shop, words, order.locale) for line, sold in lines],
        "client_reference_id": order.number,
        "customer_email": order.customer.email,
        "metadata": about,
        "payment_intent_data": {"metadata": about},
        "allowed_payment_method_types": ["card"],
        "adaptive_pricing": {"enabled": False},
        "custom_text": {"submit": {"message": _note([line for line, _ in lines], words, order.locale, konbini_days)}},
        "locale": order.locale,
        "success_url": thanks,
        "cancel_url": site + shop.path("/cart/", order.locale),
        "expires_at": int((now + SESSION_LIFE).timestamp()),
    }
    if konbini_days:
        params["allowed_payment_method_types"] = ["card", "konbini"]
        params["payment_method_options"] = {"konbini": {"expires_after_days": konbini_days}}
    return params


def line_name(line: Line, shop: Shop, language: str) -> str:
    """「年忘れコントライブ 12月24日(木) 19:00 一般」."""
    parts = [localised(line.item.title, language)]
    if line.session:
        parts.append(formats.date_of(line.session, ZoneInfo(shop.time_zone), language))
    if line.ticket:
        parts.append(localised(line.ticket.name, language))
    return " ".join(parts)


def _line_item(line: Line, sold: OrderLine, shop: Shop, words: Words, language: str) -> dict[str, Any]:
    """A line at Stripe. Its share of a discount may not divide by its quantity: then it is one thing at its sum."""
    name, quantity, price = line_name(line, shop, language), line.quantity, line.price
    if sold.discount:
        name = words.text(language, "payment.discounted", name=name, n=quantity)
        quantity, price = 1, sold.amount
    data = {"currency": shop.currency.lower(), "unit_amount": price, "product_data": {"name": name}}
    return {"quantity": quantity, "price_data": data}


def _note(lines: Sequence[Line], words: Words, language: str, konbini_days: int | None) -> str:
    parts = [words.text(language, "payment.delivery")]
    if konbini_days:
        parts.append(words.text(language, "payment.konbini", n=konbini_days))
    sentences: dict[str, None] = {}
    for line in lines:
        sentences |= dict.fromkeys(policy.sentences(line.item.cancel, words, language))
    parts += [words.text(language, "payment.cancel"), *sentences]
    note = " ".join(parts)
    return note if len(note) <= LONGEST_NOTE else note[: LONGEST_NOTE - 1] + "…"
