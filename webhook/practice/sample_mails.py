"""Every mail that an item can lead to, for one look only: made of rows as the service makes them, then taken back."""

from datetime import datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from webhook import codes
from webhook.catalogue import Catalogue, Item
from webhook.letters import Places
from webhook.mailing import mail
from webhook.models import Mail, Order, Payment
from webhook.practice.sample_letters import LOOKS, TO, Look
from webhook.practice.samples import sample, states
from webhook.service import Service


def names(item: Item) -> tuple[str, ...]:
    """The previews that ``item`` has: money for what costs some, dates for what has some; a coupon is never ordered."""
    if not states(item):
        return ()
    coupon = item.kind == "coupon"
    known = {
        "order": not coupon,
        "price": _costs(item),
        "session": bool(item.sessions),
        "gift": item.gift and not coupon,
        "coupon": coupon,
        "share": item.share != "no",
    }
    has = {name for name, there in known.items() if there}
    return tuple(name for name, look in LOOKS.items() if look.needs <= has)


def look_at(service: Service, item: Item, name: str, language: str, now: datetime) -> EmailMessage:
    """The mail as it would leave; KeyError when there is no such preview."""
    return compose(service.catalogue, item, name, language, now, service.templates, service.places())


def compose(
    catalogue: Catalogue, item: Item, name: str, language: str, now: datetime, env: Any, places: Places
) -> EmailMessage:
    """The same for a catalogue and templates of one's own."""
    look = LOOKS[name]
    with sample(catalogue, item, states(item)[0], language, now) as made:
        if made.order.total:
            _pay(made.order, look, made.now, ZoneInfo(catalogue.shop.time_zone))
        values = {"order": made.order.number} | look.values(made)
        row = Mail(key="sample", template=look.template, recipient=TO, locale=language, values=values)
        built = mail.message(row, env, places)
    if built is None:
        raise KeyError(name)
    return built


def _pay(order: Order, look: Look, now: datetime, zone: ZoneInfo) -> None:
    """How the order stands with its money. Konbini payments lapse with the day, at 23:59:59."""
    waits = look.status in ("awaiting_payment", "expired")
    last = datetime.combine(now.astimezone(zone).date() + timedelta(days=3), time(23, 59, 59), zone)
    order.status, order.pay_by = look.status, last if waits else None
    order.save()
    Payment.create(
        order=order,
        key=codes.secret(),
        params={},
        amount=order.total,
        method=look.method,
        instructions="https://payments.example/sample" if waits else "",
        received=0 if waits else order.total,
        received_at=None if waits else now,
        created_at=now,
    )


def _costs(item: Item) -> bool:
    return bool(item.price or any(ticket.price for ticket in item.tickets))
