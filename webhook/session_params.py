"""The parameters of a Stripe Checkout session, frozen with the order before Stripe is first asked."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webhook import formats
from webhook.basket import Line
from webhook.catalogue import Catalogue, Shop, localised
from webhook.models import Order

SESSION_LIFE = timedelta(minutes=31)
"""Stripe closes a session 30 minutes to 24 hours after its creation; a minute is spare for a slow first call."""


def frozen(
    order: Order, lines: list[Line], catalogue: Catalogue, *, thanks: str, site: str, now: datetime
) -> dict[str, Any]:
    """What ``checkout.sessions.create`` is given.

    Names of the lines say date, time and ticket type, as the final confirmation must (特定商取引法 12条の6):
    the contract may be seen as made on Stripe's page.
    """
    shop = catalogue.shop
    about = {"order": order.number}
    return {
        "mode": "payment",
        "line_items": [_line_item(line, shop, order.locale) for line in lines],
        "client_reference_id": order.number,
        "customer_email": order.customer.email,
        "metadata": about,
        "payment_intent_data": {"metadata": about},
        "allowed_payment_method_types": ["card"],
        "adaptive_pricing": {"enabled": False},
        "locale": order.locale,
        "success_url": thanks,
        "cancel_url": site + shop.path("/cart/", order.locale),
        "expires_at": int((now + SESSION_LIFE).timestamp()),
    }


def line_name(line: Line, shop: Shop, language: str) -> str:
    """「年忘れコントライブ 12月24日(木) 19:00 一般」."""
    parts = [localised(line.item.title, language)]
    if line.session:
        starts = line.session.starts.astimezone(ZoneInfo(shop.time_zone))
        parts.append(formats.day(starts, language) if line.session.all_day else formats.moment(starts, language))
    if line.ticket:
        parts.append(localised(line.ticket.name, language))
    return " ".join(parts)


def _line_item(line: Line, shop: Shop, language: str) -> dict[str, Any]:
    product = {"name": line_name(line, shop, language)}
    price = {"currency": shop.currency.lower(), "unit_amount": line.price, "product_data": product}
    return {"quantity": line.quantity, "price_data": price}
