"""分析: which weekday and hour draws most of those who have a ticket, when they come, and what each day sells (S0-25).

Only dates that have begun count: a show to come has nobody in it yet. Weekdays and hours are the shop's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import fn

from webhook.catalogue import Catalogue, localised
from webhook.channels import Channels
from webhook.database import rows
from webhook.histories import people, stored
from webhook.models import Customer, Order, OrderLine, Share, Stamp, Ticket
from webhook.tally import reading
from webhook.usage.figures import Count, Figures, total

DAYS = 30
"""Days of sales when nobody asks for others."""
MOST_DAYS = 366
MOST_SHARERS = 20


Begun = list[tuple[str, str, datetime]]
"""Dates that have begun: item, session and start."""


def told(
    catalogue: Catalogue, channels: Channels, item: str, since: date, until: date, now: datetime, language: str
) -> dict[str, Any]:
    """The analysis of one item or of all; sales from ``since`` to ``until``, both included."""
    zone = ZoneInfo(catalogue.shop.time_zone)
    begun, figures = _begun(item, now), reading.read(now)
    return {
        "item": item or None,
        "weekdays": _weekdays(begun, figures, zone),
        "events": _events(begun, figures, language),
        "types": _types(begun, figures, language),
        "arrivals": _arrivals(item, zone),
        "sales": _sales(item, since, until, zone),
        "referrals": _referrals(channels),
    }


def _begun(item: str, now: datetime) -> Begun:
    starts = Ticket.select(Ticket.item, Ticket.session, fn.MAX(Ticket.starts_at))
    starts = starts.where(Ticket.session != "", Ticket.starts_at <= now, *_of(item))
    return list(rows(starts.group_by(Ticket.item, Ticket.session)))


def _weekdays(begun: Begun, figures: Figures, zone: ZoneInfo) -> list[dict[str, Any]]:
    """By weekday (Monday 0) and hour of the start: how many dates, and how much of what was issued was used."""
    slots: dict[tuple[int, int], list[Count]] = defaultdict(list)
    for item, session, at in begun:
        here = at.astimezone(zone)
        slots[here.weekday(), here.hour].append(total(figures.cells.get(item, {}).get(session, {}).values()))
    return [_slot(weekday, hour, counts) for (weekday, hour), counts in sorted(slots.items())]


def _events(begun: Begun, figures: Figures, language: str) -> list[dict[str, Any]]:
    """By event, the one with the most tickets first."""
    counts: dict[str, Count] = defaultdict(Count)
    for item, session, _ in begun:
        counts[item].add(total(figures.cells.get(item, {}).get(session, {}).values()))
    return _shares({item: localised(figures.sold[item].title, language) for item in counts}, counts)


def _types(begun: Begun, figures: Figures, language: str) -> list[dict[str, Any]]:
    """By ticket type; types of one name are one, whatever event they are of."""
    counts: dict[str, Count] = defaultdict(Count)
    for item, session, _ in begun:
        for kind, count in figures.cells.get(item, {}).get(session, {}).items():
            counts[localised(figures.sold[item].types.get(kind, {}), language) or kind].add(count)
    return _shares({name: name for name in counts}, counts)


def _shares(names: dict[str, str], counts: dict[str, Count]) -> list[dict[str, Any]]:
    shown = [{"name": names[key]} | _kept(count) for key, count in counts.items() if count.issued]
    return sorted(shown, key=lambda each: (-each["issued"], each["name"]))


def _slot(weekday: int, hour: int, counts: list[Count]) -> dict[str, Any]:
    return {"weekday": weekday, "hour": hour, "sessions": len(counts)} | _kept(total(counts))


def _kept(count: Count) -> dict[str, Any]:
    told = count.json()
    return {name: told[name] for name in ("issued", "used", "rate")}


def _arrivals(item: str, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Units by quarter of an hour of the day."""
    used: Counter[str] = Counter()
    query = Stamp.select(Stamp.at, Stamp.units).join(Ticket).where(Stamp.undone_at.is_null(), Ticket.session != "")
    for at, units in rows(query.where(*_of(item))):
        here = at.astimezone(zone)
        used[f"{here:%H}:{here.minute // 15 * 15:02d}"] += units
    return [{"at": at, "used": units} for at, units in sorted(used.items())]


def _sales(item: str, since: date, until: date, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Orders and money day by day, refunds not taken off; days without any are there, too."""
    low, high = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (since, until + timedelta(days=1)))
    sums: dict[date, list[int]] = {since + timedelta(days=n): [0, 0] for n in range((until - since).days + 1)}
    for at, amount in _paid(item, low, high):
        day = sums[at.astimezone(zone).date()]
        day[0] += 1
        day[1] += int(amount)
    return [{"day": day.isoformat(), "orders": orders, "total": amount} for day, (orders, amount) in sums.items()]


def _paid(item: str, low: datetime, high: datetime) -> Iterable[tuple[datetime, int]]:
    paid = (Order.paid_at >= low) & (Order.paid_at < high)
    if not item:
        return [(at, amount) for at, amount in rows(Order.select(Order.paid_at, Order.total).where(paid))]
    amount = fn.SUM(OrderLine.price * OrderLine.quantity - OrderLine.discount)
    lines = OrderLine.select(Order.paid_at, amount).join(Order).where(paid, OrderLine.item == item)
    return [(at, sold) for at, sold in rows(lines.group_by(Order.id, Order.paid_at))]


def _referrals(channels: Channels) -> list[dict[str, Any]]:
    """Who has brought the most new customers."""
    brought = Share.select(Ticket.customer, fn.COUNT(Share.id).alias("n")).join(Ticket, on=(Share.ticket == Ticket.id))
    brought = brought.where(Share.referral).group_by(Ticket.customer)
    most = sorted(rows(brought), key=lambda each: (-each[1], each[0]))[:MOST_SHARERS]
    known = Customer.select(*people.COLUMNS).where(Customer.id.in_([customer for customer, _ in most]))
    shown = sorted(people.told(stored.rows(known), channels), key=lambda each: (-each["referrals"], each["id"]))
    return [{name: each[name] for name in ("id", "name", "email", "shares", "referrals")} for each in shown]


def _of(item: str) -> list[Any]:
    return [Ticket.item == item] if item else []
