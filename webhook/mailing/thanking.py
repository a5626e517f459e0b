"""A word of thanks after an event, with what comes next (S3-30): only where the shop wants it, only to who agreed.

It leaves at ten in the morning of the shop, the first after the visiting day, to those who came. Who cancelled, did not
come, came by a partner who alone may write to them (``channels``) or has had enough of such mails gets none; everybody
else one for an event, however many of its dates they saw.
"""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webhook import sales, validity
from webhook.catalogue import Catalogue, Item, Session
from webhook.channels import Channels
from webhook.database import alone_here, transaction
from webhook.keeping import marks
from webhook.mailing import outbox
from webhook.models import Customer, Mail, Stamp, Ticket
from webhook.selling import stock

PERIOD = 5.0
"""Seconds between two rounds."""
IN_ONE = 100
"""Mails in one round: a full house must keep nobody's tickets waiting."""
HOUR = time(10)
LATEST = timedelta(days=3)
"""After that nobody is thanked any more: the service was away."""
_NAME = 0x7468616E6B73


def work(catalogue: Catalogue, channels: Channels, now: datetime) -> int:
    """Thank some of those who came; returns how many."""
    dates = [(item, session) for item in catalogue.items if item.thanks for session in item.sessions]
    for item, session in dates:
        mark = f"thanks:{item.id}:{session.id}"
        due = _due(session, catalogue, now) and not marks.last(mark)
        thanked = _thank(item, session, channels, mark, now) if due else 0
        if thanked:
            return thanked
    return 0


def following(seen: str, catalogue: Catalogue, now: datetime) -> tuple[Item, Session] | None:
    """What to see next: the soonest date that can be bought of what is ``related``, else of others, else its own."""
    taken, item = stock.taken(), catalogue.item(seen)
    related = item.related if item else ()
    found = [(each, session) for each in catalogue.items for session in _bookable(each, taken, now)]

    def place(one: tuple[Item, Session]) -> tuple[int, datetime]:
        return (0 if one[0].id in related else 2 if one[0].id == seen else 1), one[1].starts

    return min(found, key=place, default=None)


def _due(session: Session, catalogue: Catalogue, now: datetime) -> bool:
    zone = ZoneInfo(catalogue.shop.time_zone)
    ends = validity.visit(session, zone, catalogue.shop.day_ends).ends
    if ends is None:
        return False
    local = ends.astimezone(zone)
    day = local.date() if local.time() <= HOUR else local.date() + timedelta(days=1)
    due = datetime.combine(day, HOUR, zone)
    return due <= now < due + LATEST


def _thank(item: Item, session: Session, channels: Channels, mark: str, now: datetime) -> int:
    with transaction():
        alone_here(_NAME)
        if marks.last(mark):
            return 0
        people = list(_to_thank(item, session, channels).limit(IN_ONE))
        for customer in people:
            values = {"item": item.id, "customer": customer.id, "title": item.title, "words": item.thanks_words}
            outbox.post(_key(item, customer.number), "thanks", customer.email, customer.locale, values, now)
        if len(people) < IN_ONE:
            marks.note(mark, now)
    return len(people)


def _to_thank(item: Item, session: Session, channels: Channels) -> Any:
    """Those who came, agreed to mail, and were not thanked for this event before."""
    came = Ticket.select(Ticket.id).join(Stamp).where(Stamp.undone_at.is_null(), Ticket.cancelled_at.is_null())
    came = came.where(Ticket.item == item.id, Ticket.session == session.id, Ticket.channel.in_(channels.known))
    here = Ticket.id.in_(came)
    buyers = Ticket.select(Ticket.customer).where(here, Ticket.given == 0)
    companions = Ticket.select(Ticket.contact).where(here, Ticket.given != 0, Ticket.contact != "")
    thanked = Mail.select(Mail.key).where(Mail.template == "thanks")
    return (
        Customer.select()
        .where(
            Customer.marketing_at.is_null(False),
            Customer.unsubscribed_at.is_null(),
            Customer.email.contains("@"),
            Customer.id.in_(buyers) | Customer.email.in_(companions),
            _key(item, Customer.number).not_in(thanked),
        )
        .order_by(Customer.id)
    )


def _key(item: Item, customer: Any) -> Any:
    """The key of somebody's thanks for an event: text, or the SQL that makes it."""
    return f"thanks:{item.id}:" + customer


def _bookable(item: Item, taken: Any, now: datetime) -> list[Session]:
    if item.kind != "event" or item.archived:
        return []
    left = [(each, stock.remaining(item, each.id, "", taken)) for each in item.sessions]
    return [each for each, count in left if sales.state(item, each, None, now, count) in ("on_sale", "not_yet")]
