"""The customers, newest first: what each has bought, shared and brought; and who is in a segment (S2-45, S3-28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SQL, ModelSelect, fn

from webhook.catalogue import Shop
from webhook.channels import Channels
from webhook.database import is_postgres
from webhook.histories import stored
from webhook.histories.asked import Asked
from webhook.models import Customer, Order, Share, Stamp, Ticket
from webhook.people import tagging

JSON = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Customers who came on at least ``came`` days, not since ``not_since``, and have bought ``bought`` (an item).

    ``tag`` is one that the owner gave them.
    Each part that is absent asks for nothing. Who never came has not come since any day.
    """

    came: int = 0
    not_since: datetime | None = None
    bought: str = ""
    tag: str = ""


COLUMNS = (
    *(Customer.id, Customer.number, Customer.name, Customer.email, Customer.phone, Customer.tags),
    *(Customer.marketing_at, Customer.created_at),
)
"""What ``told`` needs of a customer."""


def page(asked: Asked, channels: Channels, size: int) -> tuple[list[JSON], str | None]:
    """The next ``size`` customers and where the page after them begins."""
    query = _known(*COLUMNS).order_by(Customer.id.desc())
    if asked.item:
        query = query.where(fn.EXISTS(_bought(asked.item)))
    if asked.tag:
        query = query.where(tagging.has(asked.tag))
    if asked.customer:
        query = query.where(Customer.number == asked.customer)
    query = query.where(Customer.created_at >= asked.since) if asked.since else query
    query = query.where(Customer.created_at < asked.until) if asked.until else query
    if asked.q:
        fits = [fn.LOWER(text).contains(asked.q) for text in (Customer.name, Customer.email, Customer.number)]
        query = query.where(fits[0] | fits[1] | fits[2])
    if asked.after is not None:
        query = query.where(Customer.id < asked.after)
    found = stored.rows(query.limit(size + 1))
    return told(found[:size], channels), str(found[size - 1][0]) if len(found) > size else None


def told(found: Sequence[Sequence[Any]], channels: Channels) -> list[JSON]:
    """Customers (their ``COLUMNS``) as rows.

    ``shares`` are those that somebody got, ``referrals`` those that brought somebody new.
    """
    ids = [each[0] for each in found]
    counts, last, hidden = _counts(ids), _last_uses(ids), partners(ids, channels)
    return [
        {
            "id": number,
            "name": "" if key in hidden else name,
            "email": "" if key in hidden else email,
            "phone": "" if key in hidden else phone,
            **{count: of.get(key, 0) for count, of in counts.items()},
            "tags": tagging.read(tags),
            "marketing": marketing_at is not None,
            "marketing_at": stored.at(marketing_at),
            "last_used_at": stored.at(last.get(key)),
            "created_at": stored.at(created_at),
        }
        for key, number, name, email, phone, tags, marketing_at, created_at in found
    ]


def meant(segment: Segment, shop: Shop, channels: Channels, now: datetime) -> "ModelSelect[Customer]":
    """The customers of a segment that are the shop's to write to, whether they agreed to mail or not."""
    query = _known().where(~_partners(channels))
    if segment.bought:
        query = query.where(fn.EXISTS(_bought(segment.bought)))
    if segment.tag:
        query = query.where(tagging.has(segment.tag))
    if segment.not_since:
        since = Stamp.select(Ticket.customer).join(Ticket)
        since = since.where(Stamp.undone_at.is_null(), Stamp.at >= segment.not_since)
        query = query.where(Customer.id.not_in(since))
    if segment.came:
        query = query.where(Customer.id.in_(_came(segment.came, shop, now)))
    return query


def _known(*columns: Any) -> "ModelSelect[Customer]":
    """Those who have something, agreed to mail or were tagged: anybody can type an address at the checkout."""
    paid = Order.select(SQL("1")).where(Order.customer == Customer.id, Order.paid_at.is_null(False))
    holds = Ticket.select(SQL("1")).where(Ticket.customer == Customer.id)
    told = Customer.marketing_at.is_null(False) | (Customer.tags != "")
    return Customer.select(*columns).where(told | fn.EXISTS(holds) | fn.EXISTS(paid), Customer.email != "")


def _bought(item: str) -> Any:
    theirs = Ticket.select(SQL("1")).where(Ticket.customer == Customer.id)
    return theirs.where(Ticket.item == item, Ticket.cancelled_at.is_null())


def _came(least: int, shop: Shop, now: datetime) -> Any:
    """Those who came on so many days of the shop; its offset is today's, which matters only around midnight."""
    offset = int((now.astimezone(ZoneInfo(shop.time_zone)).utcoffset() or timedelta()).total_seconds())
    moved = Stamp.at + SQL(f"interval '{offset} seconds'") if is_postgres() else Stamp.at
    day = fn.DATE(moved) if is_postgres() else fn.DATE(moved, f"{offset:+d} seconds")
    came = Stamp.select(Ticket.customer).join(Ticket).where(Stamp.undone_at.is_null())
    return came.group_by(Ticket.customer).having(fn.COUNT(fn.DISTINCT(day)) >= least)


def _counts(ids: Sequence[int]) -> dict[str, dict[int, int]]:
    """Of these customers the orders that were paid, tickets, shares that arrived and those that brought somebody."""
    orders = Order.select(Order.customer, fn.COUNT(Order.id)).where(Order.paid_at.is_null(False))
    lives = Ticket.select(Ticket.customer, fn.COUNT(Ticket.id)).where(Ticket.cancelled_at.is_null(), Ticket.given == 0)
    sent = Ticket.select(Ticket.customer, fn.COUNT(Share.id)).join(Share, on=(Share.ticket == Ticket.id))
    queries = {
        "orders": orders,
        "tickets": lives,
        "shares": sent.where(Share.made.is_null(False)),
        "referrals": sent.where(Share.referral),
    }
    return {name: _by_customer(query, ids) for name, query in queries.items()}


def _last_uses(ids: Sequence[int]) -> dict[int, Any]:
    seen = Ticket.select(Ticket.customer, fn.MAX(Stamp.at)).join(Stamp, on=(Stamp.ticket == Ticket.id))
    return _by_customer(seen.where(Stamp.undone_at.is_null()), ids)


def _by_customer(query: Any, ids: Sequence[int]) -> dict[int, Any]:
    return dict(stored.rows(query.where(stored.among("customer_id", ids)).group_by(SQL("customer_id"))))


def partners(ids: Sequence[int], channels: Channels) -> set[int]:
    """Those of them who only ever came by partners that keep their buyers to themselves (``channels``)."""
    return {
        key for (key,) in stored.rows(Customer.select(Customer.id).where(stored.among("id", ids), _partners(channels)))
    }


def _partners(channels: Channels) -> Any:
    theirs = Ticket.select(SQL("1")).where(Ticket.customer == Customer.id)
    return fn.EXISTS(theirs) & ~fn.EXISTS(theirs.where(Ticket.channel.in_(channels.known)))
