"""What is promised with a price: a premium with a purchase, a saving against buying singly (景品表示法)."""

from collections.abc import Sequence

from generator.content import Entry
from webhook.catalogue import Item

SMALL_PURCHASE, SMALL_PREMIUM = 1000, 200
"""Yen: below the one, a premium for everybody may be worth the other; above, a fifth of the purchase."""


def premium(entry: Entry) -> None:
    """W-KH-1: report a coupon whose gift is worth more than the purchase allows, or of unknown worth."""
    benefit = entry.values.get("benefit")
    if not benefit or benefit.get("type") not in ("free_item", "gift"):
        return
    worth, purchase = benefit.get("worth"), benefit.get("purchase_min") or 0
    most = most_premium(purchase)
    if worth is None:
        entry.problem("premium_unknown", benefit.at("type"), "worth", level="warning", most=most, small=SMALL_PURCHASE)
    elif worth > most:
        values = {"worth": worth, "most": most, "purchase": purchase}
        entry.problem("premium_high", benefit.at("worth"), "worth", level="warning", **values)


def most_premium(purchase: int) -> int:
    """The most a premium without a lottery may be worth for a purchase of that many yen (総付景品の告示)."""
    return SMALL_PREMIUM if purchase < SMALL_PURCHASE else purchase // 5


def single(compared: Sequence[Entry], items: Sequence[Item]) -> None:
    """W-KH-2: report a saving against a single price at which nothing is sold, here or where ``single_at`` says.

    ``compared`` are the entries that have a ``single_price``.
    """
    if not compared:
        return
    prices = {item.price for item in items if item.price and item.uses == 1 and not item.archived}
    prices |= {ticket.price for item in items if not item.archived for ticket in item.tickets}
    for entry in compared:
        values = entry.values
        price = values.get("single_price")
        if price and price not in prices and not values.written("single_at"):
            entry.problem("single_unsold", values.at("single_price"), "single_at", level="warning", price=price)
