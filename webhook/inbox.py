"""Stripe's events: stored before they are answered, worked off afterwards, retried until their effect is committed."""

import functools
import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from webhook import clock
from webhook.catalogue import Catalogue
from webhook.database import claimable, database, transaction
from webhook.models import Order, StripeEvent
from webhook.orders import telling
from webhook.payments import Event, Gateway, NoSession

LEASE = timedelta(minutes=1)
"""How long a claimed event is left to the worker that took it; after a crash another takes it up."""
BATCH = 20
AT_ONCE = 4
"""Objects asked for at a time; most of the work is to wait for Stripe, which allows 25 calls a second even in tests."""
_LONGEST_WAIT = timedelta(minutes=30)

log = logging.getLogger(__name__)


def store(event: Event, body: bytes, now: datetime) -> None:
    """Keep the event, once. After this Stripe may be told that it arrived."""
    watched = event.type in telling.WATCHED and event.subject
    row = {"event": event.id, "type": event.type, "subject": event.subject, "body": body.decode() if watched else ""}
    due = now if watched else None  # nothing of ours depends on the others; that they came is noted
    with transaction():
        StripeEvent.insert(**row, received_at=now, due_at=due).on_conflict_ignore().execute()


def work(gateway: Gateway, catalogue: Catalogue) -> list[Order]:
    """Apply the events that are due, one batch; returns the orders that were touched.

    Stripe is asked how a thing is now, so that one answer does for all events about it that have come.
    """
    about: dict[str, list[StripeEvent]] = defaultdict(list)
    for event in _claim(clock.now()):
        about[event.subject].append(event)

    def settle(events: list[StripeEvent]) -> list[Order]:
        with database.connection_context():
            return _settle(events, gateway, catalogue)

    if len(about) < 2:
        return [order for events in about.values() for order in settle(events)]
    return [order for touched in _threads().map(settle, about.values()) for order in touched]


def waiting() -> bool:
    """Whether an event is due now."""
    return StripeEvent.select().where(StripeEvent.due_at <= clock.now()).exists()


@functools.cache
def _threads() -> ThreadPoolExecutor:
    """Made at the first rush and kept: each of them keeps its connection to Stripe."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mogiri-inbox")


def _settle(events: list[StripeEvent], gateway: Gateway, catalogue: Catalogue) -> list[Order]:
    """Apply the events about one thing."""
    first, these = events[0], StripeEvent.id.in_([event.id for event in events])
    try:
        touched = telling.apply(first.type, first.subject, gateway, catalogue, clock.now())
    except NoSession:
        touched = []
    except Exception as error:  # whatever it is, the other events of the batch must not wait for this one
        log.warning("event %s to be tried again: %s", first.event, error)
        wait = min(timedelta(seconds=1) * 2 ** min(first.attempts, 11), _LONGEST_WAIT)
        StripeEvent.update(due_at=clock.now() + wait, error=f"{error}"[:500]).where(these).execute()
        return []
    StripeEvent.update(due_at=None, error="", body="").where(these).execute()
    return touched


def _claim(now: datetime) -> list[StripeEvent]:
    """The events that waited longest, and what else is due about the same things."""
    with transaction():
        due = StripeEvent.select().where(StripeEvent.due_at <= now)
        oldest = list(claimable(due.order_by(StripeEvent.due_at).limit(BATCH)))
        subjects = {event.subject for event in oldest}
        events: list[StripeEvent] = list(claimable(due.where(StripeEvent.subject.in_(subjects)))) if oldest else []
        ids = [event.id for event in events]
        StripeEvent.update(due_at=now + LEASE, attempts=StripeEvent.attempts + 1).where(
            StripeEvent.id.in_(ids)
        ).execute()
    return events
