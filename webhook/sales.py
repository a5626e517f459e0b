"""Whether something can be bought now: the one place that decides it, for page, feed and checkout alike."""

from datetime import datetime, timedelta
from typing import Literal

from webhook.catalogue import Item, Session, TicketType

State = Literal["on_sale", "not_yet", "ended", "sold_out", "paused", "closed"]


def state(
    item: Item,
    session: Session | None,
    ticket: TicketType | None,
    now: datetime,
    remaining: int | None = None,
    channel: str = "own",
) -> State:
    """The sale state of an item, one of its sessions or one ticket type there, in a channel.

    ``remaining`` is the number of units left, None when it is unlimited or not known. Without a session an event is
    as its best session is.
    """
    if item.archived or item.kind == "coupon":
        return "closed"
    if item.channels and channel not in item.channels:
        return "closed"
    if channel in item.paused:
        return "paused"
    if item.sales_from and now < item.sales_from:
        return "not_yet"
    if item.sales_until and now >= item.sales_until:
        return "ended"
    if item.kind == "event" and session is None:
        return best([state(item, each, None, now, channel=channel) for each in item.sessions])
    if session and (session.cancelled or session.stock == 0):
        return "closed"
    if session and now >= last_sale(session):
        return "ended"
    stock = ticket.stock if ticket else session.stock if session else item.stock
    return "sold_out" if remaining == 0 or stock == 0 else "on_sale"


def last_sale(session: Session) -> datetime:
    """When selling for a session ends by itself: at its start, or with the day when it has no hour."""
    return session.starts + timedelta(days=1) if session.all_day else session.starts


def past(session: Session, now: datetime) -> bool:
    """Whether a session is over: at its end, or, when none is known, once it can no longer be sold."""
    return now >= (session.ends or last_sale(session))


def moments(item: Item) -> list[datetime]:
    """Every moment at which something about the item changes by itself, in order."""
    dates = [moment for each in item.sessions for moment in (each.starts, last_sale(each), each.ends)]
    return sorted({moment for moment in (item.sales_from, item.sales_until, *dates) if moment})


def best(states: list[State]) -> State:
    """The state of a whole whose parts are in ``states``."""
    order: list[State] = ["on_sale", "paused", "not_yet", "sold_out", "closed", "ended"]
    return min(states, key=order.index, default="closed")
