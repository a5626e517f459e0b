"""未使用残高: what buyers have not used yet of those passes and vouchers that 資金決済法 counts (see ``prepaid``)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from peewee import JOIN, fn

from webhook import prepaid
from webhook.catalogue import Catalogue, Shop, localised
from webhook.histories.stored import FACE, at, rows, terms
from webhook.http import csv_form
from webhook.models import Order, Stamp, StampLine, Ticket, TicketLine
from webhook.models.base import moment
from webhook.refusals import Refused
from webhook.tally import reading
from webhook.words import Words


class Part(NamedTuple):
    """What is unused of one item: units, and their yen."""

    item: str
    title: str
    units: int
    amount: int


def told(catalogue: Catalogue, now: datetime, language: str) -> dict[str, Any]:
    """The balance now, as it will be on the next base date, and as it was on the last; ``level`` is of the next.

    What will be is what there is now without what ends before: nobody knows what else will be sold and used.
    """
    shop = catalogue.shop
    if not prepaid.counts(shop):
        return {"counts": False}
    last, coming = prepaid.base_dates(_today(shop, now))
    parts = _parts(catalogue, now, now, language)
    then = {part.item: part.amount for part in on(coming, catalogue, now, language)}
    units, amount = _sums(parts)
    expected, (_, before) = sum(then.values()), _sums(on(last, catalogue, now, language))
    return {
        "counts": True,
        "limit": prepaid.LIMIT,
        "units": units,
        "amount": amount,
        "coming": {"date": coming.isoformat(), "amount": expected, "level": prepaid.level(expected)},
        "last": {"date": last.isoformat(), "amount": before},
        "items": [part._asdict() | {"coming": then.get(part.item, 0)} for part in parts],
    }


def on(day: date, catalogue: Catalogue, now: datetime, language: str) -> list[Part]:
    """The balance by item at the end of ``day``; of a day to come, as far as it can be told ``now``."""
    zone = ZoneInfo(catalogue.shop.time_zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return _parts(catalogue, min(now, end), end, language)


def csv(parts: list[Part], words: Words, language: str) -> str:
    """A balance as CSV: a line for each item, and the sum."""
    head = [words.text(language, f"usage.balance.{name}") for name in ("item", "units", "amount")]
    total = (words.text(language, "usage.balance.total"), *_sums(parts))
    return "".join(csv_form.text(head, [[*(each[1:] for each in parts), total]]))


def asked_day(asked: str, shop: Shop, now: datetime) -> date:
    """The day that is asked for, else the next base date; refuses with ``bad_value`` what is none, or later."""
    _, coming = prepaid.base_dates(_today(shop, now))
    try:
        wanted = date.fromisoformat(asked) if asked else coming
    except ValueError:
        raise Refused("bad_value", 422, field="date") from None
    if wanted > coming or not prepaid.counts(shop):
        raise Refused("bad_value", 422, field="date")
    return wanted


def _today(shop: Shop, now: datetime) -> date:
    return now.astimezone(ZoneInfo(shop.time_zone)).date()


def _sums(parts: list[Part]) -> tuple[int, int]:
    """Units and yen."""
    return sum(part.units for part in parts), sum(part.amount for part in parts)


def _parts(catalogue: Catalogue, seen: datetime, end: datetime, language: str) -> list[Part]:
    """Of what had happened until ``seen``, that which can still be used at ``end``."""
    sold = {item: each for item, each in reading.read(seen).sold.items() if each.kind in prepaid.KINDS}
    units: dict[str, int] = defaultdict(int)
    amounts: dict[str, int] = defaultdict(int)
    for item, left, amount in _unused(list(sold), seen, end, ZoneInfo(catalogue.shop.time_zone)):
        units[item] += left
        amounts[item] += amount
    return [Part(item, localised(sold[item].title, language), units[item], amounts[item]) for item in sorted(units)]


def _unused(items: list[str], seen: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[str, int, int]]:
    """Item, units left and their yen, ticket by ticket, of those that are good for long.

    Yen are those of the face, or of the full price: a discount takes nothing off what it is good for. What cost nothing
    is no prepaid value. What was given away counts from its first issue.
    """
    happened = (Stamp.at <= seen) & (Stamp.undone_at.is_null() | (Stamp.undone_at > seen))
    used = StampLine.select(StampLine.line, fn.SUM(StampLine.units).alias("units")).join(Stamp).join(Ticket)
    used = used.where(Ticket.item.in_(items), happened).group_by(StampLine.line).alias("used")
    lines = TicketLine.select(
        *(Ticket.item, Ticket.kind, FACE, Order.paid_at, Ticket.window_until),
        *(TicketLine.price, TicketLine.units, used.c.units),
    )
    lines = lines.join(Ticket).join(Order).join(used, JOIN.LEFT_OUTER, on=(used.c.line_id == TicketLine.id))
    held = Ticket.item.in_(items) & (Ticket.cancelled_at.is_null() | (Ticket.cancelled_at > seen))
    held &= (Order.paid_at <= seen) & (Ticket.window_until.is_null() | (Ticket.window_until > end))
    for item, kind, face, paid_at, until, price, units, gone in rows(lines.where(held, TicketLine.paid > 0)):
        left = units - int(gone or 0)
        if left and prepaid.is_instrument(kind, moment(paid_at), at(until), zone):
            value, uses = terms(face)
            yield item, left, left * value if value else left * price // uses
