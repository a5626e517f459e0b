"""What each item has brought: its counts from the usage feed, its sales, and what its list shows beside them."""

from datetime import datetime
from typing import Any

from peewee import fn

from webhook.catalogue import Catalogue, Item
from webhook.database import rows
from webhook.models import Order, OrderLine, Refund, Share, Ticket
from webhook.usage import units


def items(catalogue: Catalogue, now: datetime, language: str) -> list[dict[str, Any]]:
    """All items, coupons in their ``order`` and then by title (S2-32); ``no_show`` of a pass are uses that expired."""
    sold, shared = sales(), _shares()
    listed = []
    for entry in units.feed(catalogue, now, language)["items"]:
        item = catalogue.item(entry["id"])
        del entry["sessions"]
        more = {"sales": sold.get(entry["id"], 0), "shares": shared.get(entry["id"], 0)}
        listed.append(entry | more | _terms(item))
    return sorted(listed, key=_place)


def sales() -> dict[str, int]:
    """Money that came in by item, discounts off and refunds back, in the smallest unit."""
    paid = OrderLine.select(OrderLine.item, fn.SUM(OrderLine.price * OrderLine.quantity - OrderLine.discount))
    paid = paid.join(Order).where(Order.paid_at.is_null(False)).group_by(OrderLine.item)
    back = Refund.select(Ticket.item, fn.SUM(Refund.amount)).join(Ticket, on=(Refund.ticket == Ticket.id))
    back = back.where(Refund.state == "succeeded").group_by(Ticket.item)
    returned = {item: int(amount) for item, amount in rows(back)}
    return {item: int(amount) - returned.get(item, 0) for item, amount in rows(paid)}


def _shares() -> dict[str, int]:
    query = Share.select(Ticket.item, fn.COUNT(Share.id)).join(Ticket, on=(Share.ticket == Ticket.id))
    return dict(rows(query.where(Share.made.is_null(False)).group_by(Ticket.item)))


def _terms(item: Item | None) -> dict[str, Any]:
    if item is None:
        return {"price": None, "uses": None, "order": None, "share": None, "archived": True, "path": None}
    about = {"price": item.price, "uses": item.uses, "order": item.order, "share": item.share}
    return about | {"archived": item.archived, "path": item.path}


def _place(entry: dict[str, Any]) -> tuple[bool, int, str]:
    """Coupons by their number, small ones first, those without one last, then by title; others stay as they are."""
    if entry["kind"] != "coupon":
        return False, 0, ""
    return True, entry["order"] if entry["order"] is not None else 2**31, str(entry["title"])
