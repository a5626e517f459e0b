"""The customers, newest first: what each has bought, shared and brought; and who is in a segment (S2-45, S3-28)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SQL, ModelSelect, fn

from webhook import tagging
from webhook.basket import CHANNELS
from webhook.catalogue import Shop
from webhook.database import is_postgres, rows
from webhook.histories.asked import Asked
from webhook.models import Customer, Order, Share, Stamp, Ticket

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


def page(asked: Asked, size: int) -> tuple[list[Customer], str | None]:
    """The next ``size`` customers and where the page after them begins."""
    query = _known().order_by(Customer.id.desc())
    if asked.item:
        query = query.where(Customer.id.in_(_bought(asked.item)))
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
    found = list(query.limit(size + 1))
    return found[:size], str(found[size - 1].id) if len(found) > size else None


def told(found: Sequence[Customer]) -> list[JSON]:
    """The customers as rows. ``shares`` are those that somebody got, ``referrals`` those that brought somebody new."""
    ids = [customer.id for customer in found]
    orders = _counted(Order.select(Order.customer, fn.COUNT(Order.id)).where(Order.paid_at.is_null(False)), Order, ids)
    lives = Ticket.select(Ticket.customer, fn.COUNT(Ticket.id)).where(Ticket.cancelled_at.is_null(), Ticket.given == 0)
    tickets = _counted(lives, Ticket, ids)
    sent = Share.select(Ticket.customer, fn.COUNT(Share.id)).join(Ticket, on=(Share.ticket == Ticket.id))
    shares = _counted(sent.where(Share.made.is_null(False)), Ticket, ids)
    referrals = _counted(sent.where(Share.referral), Ticket, ids)
    seen = Stamp.select(Ticket.customer, fn.MAX(Stamp.at)).join(Ticket).where(Stamp.undone_at.is_null())
    last = dict(rows(seen.where(Ticket.customer.in_(ids)).group_by(Ticket.customer)))
    hidden = _partners(ids)
    return [
        {
            "id": each.number,
            "name": "" if each.id in hidden else each.name,
            "email": "" if each.id in hidden else each.email,
            "phone": "" if each.id in hidden else each.phone,
            "orders": orders.get(each.id, 0),
            "tickets": tickets.get(each.id, 0),
            "shares": shares.get(each.id, 0),
            "referrals": referrals.get(each.id, 0),
            "tags": tagging.read(each.tags),
            "marketing": each.marketing_at is not None,
            "marketing_at": each.marketing_at.isoformat() if each.marketing_at else None,
            "last_used_at": last[each.id].isoformat() if each.id in last else None,
            "created_at": each.created_at.isoformat(),
        }
        for each in found
    ]


def meant(segment: Segment, shop: Shop, now: datetime) -> "ModelSelect[Customer]":
    """The customers of a segment, whether they agreed to mail or not."""
    query = _known()
    if segment.bought:
        query = query.where(Customer.id.in_(_bought(segment.bought)))
    if segment.tag:
        query = query.where(tagging.has(segment.tag))
    if segment.not_since:
        since = Stamp.select(Ticket.customer).join(Ticket)
        since = since.where(Stamp.undone_at.is_null(), Stamp.at >= segment.not_since)
        query = query.where(Customer.id.not_in(since))
    if segment.came:
        query = query.where(Customer.id.in_(_came(segment.came, shop, now)))
    return query


def _known() -> "ModelSelect[Customer]":
    """Those who have something, agreed to mail or were tagged: anybody can type an address at the checkout."""
    paid = Order.select(Order.customer).where(Order.paid_at.is_null(False))
    has = Customer.id.in_(Ticket.select(Ticket.customer)) | Customer.id.in_(paid)
    told = Customer.marketing_at.is_null(False) | (Customer.tags != "")
    return Customer.select().where(has | told, Customer.email != "")


def _bought(item: str) -> Any:
    return Ticket.select(Ticket.customer).where(Ticket.item == item, Ticket.cancelled_at.is_null())


def _came(least: int, shop: Shop, now: datetime) -> Any:
    """Those who came on so many days of the shop; its offset is today's, which matters only around midnight."""
    offset = int((now.astimezone(ZoneInfo(shop.time_zone)).utcoffset() or timedelta()).total_seconds())
    moved = Stamp.at + SQL(f"interval '{offset} seconds'") if is_postgres() else Stamp.at
    day = fn.DATE(moved) if is_postgres() else fn.DATE(moved, f"{offset:+d} seconds")
    came = Stamp.select(Ticket.customer).join(Ticket).where(Stamp.undone_at.is_null())
    return came.group_by(Ticket.customer).having(fn.COUNT(fn.DISTINCT(day)) >= least)


def _partners(ids: Sequence[int]) -> set[int]:
    """Those who only ever came by a partner, who alone may contact them (A20)."""
    channels = Ticket.select(Ticket.customer, Ticket.channel).where(Ticket.customer.in_(ids)).distinct()
    by: dict[int, set[str]] = defaultdict(set)
    for customer, channel in rows(channels):
        by[customer].add(channel)
    return {customer for customer, known in by.items() if not known & set(CHANNELS)}


def _counted(query: Any, table: Any, ids: Sequence[int]) -> dict[int, int]:
    return dict(rows(query.where(table.customer.in_(ids)).group_by(table.customer)))
