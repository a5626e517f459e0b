"""Getting events to the hooks: claimed, sent outside any transaction, and tried again for days, ever more slowly."""

import functools
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from webhook import clock
from webhook.channels import Channels
from webhook.database import claimable, database, transaction
from webhook.histories import people
from webhook.hooks import outside, signing
from webhook.hooks.outside import Unreachable
from webhook.models import Customer, Delivery, Hook, HookEvent
from webhook.people import tagging

PERIOD = 1.0
ROUND = 20
"""Events to one hook in a round."""
LEASE = timedelta(minutes=5)
"""How long claimed events are left to the worker that took them: longer than a round in which nobody answers."""
IN_A_ROW = 3
"""After so many failures the hook rests, and the others of the round have lost no time by it."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
GIVEN_UP = timedelta(days=3)
_AT_ONCE = 4

log = logging.getLogger(__name__)


def work(channels: Channels, *, anywhere: bool) -> bool:
    """One round for every hook with something due; returns whether there may be more."""
    due = Delivery.select(Delivery.hook).where(Delivery.due_at <= clock.now()).distinct()
    hooks = list(Hook.select().where(Hook.id.in_(due), Hook.stopped_at.is_null()))

    def serve(hook: Hook) -> bool:
        with database.connection_context():
            return _serve(hook, channels, anywhere)

    if len(hooks) < 2:
        return any(_serve(hook, channels, anywhere) for hook in hooks)
    return any(list(_threads().map(serve, hooks)))


def payload(event: HookEvent, channels: Channels) -> bytes:
    """What is sent: the facts as they were, and their customer as known now, so that nobody lives on in a log."""
    facts = dict(event.facts)
    if facts.get("customer"):
        facts["customer"] = _known(facts["customer"], facts.get("channel"), channels)
    told = {"type": event.type, "timestamp": event.at.isoformat(), "data": facts}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="mogiri-hooks")


def _serve(hook: Hook, channels: Channels, anywhere: bool) -> bool:
    """A round for one hook; whether it went well enough to go on at once."""
    claimed = _claim(hook, clock.now())
    failures = delivered = 0
    for place, delivery in enumerate(claimed):
        well = _send(delivery, hook, channels, anywhere)
        failures, delivered = (0, delivered + 1) if well else (failures + 1, delivered)
        if failures == IN_A_ROW or Hook.get_by_id(hook.id).stopped_at:
            rest = [each.id for each in claimed[place + 1 :]]
            Delivery.update(due_at=clock.now() + FIRST_WAIT).where(Delivery.id.in_(rest)).execute()
            break
    return delivered > 0


def _claim(hook: Hook, now: datetime) -> list[Delivery]:
    """What is due, but for events of an object of which an earlier one has not arrived."""
    earlier, about = Delivery.alias(), HookEvent.alias()
    waits = (
        earlier.select(earlier.id)
        .join(about, on=(earlier.event == about.id))
        .where(
            earlier.hook == hook,
            about.subject == HookEvent.subject,
            earlier.event < Delivery.event,
            earlier.due_at.is_null(False),
        )
    )
    query = Delivery.select(Delivery).join(HookEvent).where(Delivery.hook == hook, Delivery.due_at <= now)
    with transaction():
        found = query.where(~fn.EXISTS(waits)).order_by(Delivery.event).limit(ROUND)
        claimed = list(claimable(found))
        ids = [each.id for each in claimed]
        changes: dict[Any, Any] = {Delivery.due_at: now + LEASE, Delivery.attempts: Delivery.attempts + 1}
        Delivery.update(changes | {Delivery.status: 0}).where(Delivery.id.in_(ids)).execute()
    return list(Delivery.select().where(Delivery.id.in_(ids)).order_by(Delivery.event))


def _send(delivery: Delivery, hook: Hook, channels: Channels, anywhere: bool) -> bool:
    event, now = delivery.event, clock.now()
    body = payload(event, channels)
    secrets = [hook.secret] + ([hook.old_secret] if hook.old_until and now < hook.old_until else [])
    headers = {"content-type": "application/json", "user-agent": "Mogiri"}
    try:
        status = outside.post(
            hook.url, body, headers | signing.headers(event.key, body, secrets, now), anywhere=anywhere
        )
        error = "" if 200 <= status < 300 else f"HTTP {status}"
    except Unreachable as reason:
        status, error = 0, f"{reason}"[:300]
    _note(delivery, event, status, error)
    if status == 410:  # they say that nobody listens there any more
        Hook.update(stopped_at=now, stopped_why="gone").where(Hook.id == hook.id).execute()
    return not error


def _note(delivery: Delivery, event: HookEvent, status: int, error: str) -> None:
    now = clock.now()
    if not error:
        changes: dict[str, Any] = {"delivered_at": now, "due_at": None}
    elif now - event.at > GIVEN_UP and delivery.attempts > 1:
        changes = {"due_at": None}
    else:
        log.warning("event %s to be told again: %s", event.key, error)
        changes = {"due_at": now + min(FIRST_WAIT * 4 ** min(delivery.attempts - 1, 10), LONGEST_WAIT)}
    Delivery.update(status=status, error=error, **changes).where(Delivery.id == delivery.id).execute()


def _known(number: str, channel: str | None, channels: Channels) -> dict[str, Any]:
    """Who it is; only the number of who is a partner's to name, in what is told of themselves, too (``channels``)."""
    customer = Customer.get_or_none(Customer.number == number)
    ours = channels.knows(channel) if channel else not (customer and people.partners([customer.id], channels))
    if customer is None or not ours or "@" not in customer.email:
        return {"id": number}
    return {
        "id": number,
        "email": customer.email,
        "name": customer.name,
        "phone": customer.phone,
        "locale": customer.locale,
        "marketing": customer.marketing_at is not None,
        "tags": tagging.read(customer.tags),
    }
