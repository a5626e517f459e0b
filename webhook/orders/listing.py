"""The owner's list of orders: newest first, filtered, one page at a time."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SQL, fn

from webhook.catalogue import Shop
from webhook.models import Customer, Order, OrderLine
from webhook.refusals import Refused

PAGE = 50


def page(asked: Mapping[str, str], shop: Shop) -> tuple[list[Order], str | None]:
    """Orders that fit ``item session status q from to``, after the cursor ``after``; and the next cursor.

    ``from`` and ``to`` are days of the shop, both included. Refuses with ``bad_value`` what cannot be read.
    """
    query = narrowed(Order.select(Order, Customer), asked, shop)
    found = list(query.limit(PAGE + 1))
    return found[:PAGE], str(found[PAGE - 1].id) if len(found) > PAGE else None


def narrowed(query: Any, asked: Mapping[str, str], shop: Shop) -> Any:
    """``query`` of orders with their customers, newest first, and only those that ``page`` would show."""
    if any("\0" in value for value in asked.values()):
        raise Refused("bad_value", 422)
    query = query.join(Customer).order_by(Order.id.desc())
    if asked.get("item"):
        lines = OrderLine.select(SQL("1")).where(OrderLine.order == Order.id, OrderLine.item == asked["item"])
        if asked.get("session"):
            lines = lines.where(OrderLine.session == asked["session"])
        query = query.where(fn.EXISTS(lines))
    if asked.get("status"):
        query = query.where(Order.status == asked["status"])
    if asked.get("q"):
        wanted = asked["q"].strip().lower()
        texts = (Order.number, Order.name, Customer.email, Order.phone)
        fits = [fn.LOWER(text).contains(wanted) for text in texts]
        query = query.where(fits[0] | fits[1] | fits[2] | fits[3])
    for name, low in (("from", True), ("to", False)):
        if asked.get(name):
            edge = _edge(asked[name], name, ZoneInfo(shop.time_zone), low=low)
            query = query.where(Order.created_at >= edge if low else Order.created_at < edge)
    if asked.get("after"):
        query = query.where(Order.id < _whole(asked["after"]))
    return query


def _edge(text: str, name: str, zone: ZoneInfo, *, low: bool) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_value", 422, field=name) from error
    return datetime.combine(day if low else day + timedelta(days=1), time(0), zone)


def _whole(text: str) -> int:
    if not text.isdigit():
        raise Refused("bad_value", 422, field="after")
    return int(text)
