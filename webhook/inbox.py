"""Stripe's events: stored before they are answered, worked off afterwards, retried until their effect is committed."""

import logging
from datetime import datetime, timedelta

from webhook import clock
from webhook.catalogue import Catalogue
from webhook.database import claimable, transaction
from webhook.models import Order, StripeEvent
from webhook.orders import telling
from webhook.payments import Event, Gateway, NoSession

LEASE = timedelta(minutes=1)
"""How long a claimed event is left to the worker that took it; after a crash another takes it up."""
BATCH = 10
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
    """Apply the events that are due, one batch; returns the orders that were touched."""
    return [order for event in _claim(clock.now()) for order in _settle(event, gateway, catalogue)]


def waiting() -> bool:
    """Whether an event is due now."""
    return StripeEvent.select().where(StripeEvent.due_at <= clock.now()).exists()


def _settle(event: StripeEvent, gateway: Gateway, catalogue: Catalogue) -> list[Order]:
    try:
        touched = telling.apply(event.type, event.subject, gateway, catalogue, clock.now())
    except NoSession:
        touched = []
    except Exception as error:  # whatever it is, the other events of the batch must not wait for this one
        log.warning("event %s to be tried again: %s", event.event, error)
        wait = min(timedelta(seconds=1) * 2 ** min(event.attempts, 11), _LONGEST_WAIT)
        StripeEvent.update(due_at=clock.now() + wait, error=f"{error}"[:500]).where(
            StripeEvent.id == event.id
        ).execute()
        return []
    StripeEvent.update(due_at=None, error="", body="").where(StripeEvent.id == event.id).execute()
    return touched


def _claim(now: datetime) -> list[StripeEvent]:
    with transaction():
        due = StripeEvent.select().where(StripeEvent.due_at <= now).order_by(StripeEvent.due_at).limit(BATCH)
        events: list[StripeEvent] = list(claimable(due))
        ids = [event.id for event in events]
        StripeEvent.update(due_at=now + LEASE, attempts=StripeEvent.attempts + 1).where(
            StripeEvent.id.in_(ids)
        ).execute()
    return events
