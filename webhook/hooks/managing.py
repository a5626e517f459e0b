"""The owner's list of hooks: adding, trying, stopping, looking into their log, and sending again."""

from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from webhook import codes
from webhook.database import rows, transaction
from webhook.hooks import events, outside, signing
from webhook.models import Delivery, Hook, HookEvent
from webhook.refusals import Refused

PAGE = 100
OLD_SECRET = timedelta(hours=24)
"""How long the secret before is used as well, so that the receiver can change at leisure."""

JSON = dict[str, Any]


def add(url: str, types: list[str], note: str, now: datetime, *, anywhere: bool) -> Hook:
    """A new hook; refuses with ``bad_url`` what is not https to a public machine, and ``unknown_event``."""
    if not outside.allowed(url, anywhere=anywhere):
        raise Refused("bad_url", 422, field="url")
    unknown = sorted(set(types) - set(events.TYPES))
    if unknown:
        raise Refused("unknown_event", 422, field="events", event=unknown[0])
    row = {"url": url, "secret": signing.secret(), "events": types, "note": note, "created_at": now}
    made: Hook = Hook.create(number=codes.spoken("H"), **row)
    return made


def by_number(number: str) -> Hook:
    """That hook; refuses with ``not_found``."""
    found: Hook | None = Hook.get_or_none(Hook.number == number)
    if found is None:
        raise Refused("not_found", 404)
    return found


def new_secret(hook: Hook, now: datetime) -> str:
    """Another secret; the one before is good for a day longer."""
    secret = signing.secret()
    changes = {"secret": secret, "old_secret": hook.secret, "old_until": now + OLD_SECRET}
    Hook.update(**changes).where(Hook.id == hook.id).execute()
    return secret


def ping(hook: Hook, now: datetime) -> None:
    """An event that says nothing, to see whether it arrives."""
    with transaction():
        events.post(events.PING, hook.number, {"hook": hook.number}, hook, now)


def stop(hook: Hook, now: datetime) -> None:
    """Tell it nothing more; what was under way stays in its log."""
    Hook.update(stopped_at=now, stopped_why="owner").where(Hook.id == hook.id).execute()
    Delivery.update(due_at=None).where(Delivery.hook == hook, Delivery.due_at.is_null(False)).execute()


def start_again(hook: Hook) -> None:
    """Tell it again, from now on."""
    Hook.update(stopped_at=None, stopped_why="").where(Hook.id == hook.id).execute()


def replay(hook: Hook, key: str, since: datetime | None, now: datetime) -> int:
    """Send events of its log again, with their ids: one by ``key``, or all ``since`` a moment; returns how many."""
    chosen = HookEvent.select(HookEvent.id)
    chosen = chosen.where(HookEvent.key == key) if key else chosen.where(HookEvent.at >= since)
    theirs = Delivery.update(due_at=now, delivered_at=None, attempts=0, error="")
    return int(theirs.where(Delivery.hook == hook, Delivery.event.in_(chosen)).execute())


def listed() -> list[JSON]:
    """All hooks with what waits, what was given up and when they took something last."""
    waiting = _counts(Delivery.due_at.is_null(False))
    lost = _counts(Delivery.due_at.is_null() & Delivery.delivered_at.is_null())
    newest = Delivery.select(Delivery.hook, fn.MAX(Delivery.delivered_at)).group_by(Delivery.hook)
    last = dict(rows(newest))
    return [
        shown(hook)
        | {
            "pending": waiting.get(hook.id, 0),
            "failed": lost.get(hook.id, 0),
            "last_delivered_at": _at(last.get(hook.id)),
        }
        for hook in Hook.select().order_by(Hook.id)
    ]


def shown(hook: Hook) -> JSON:
    """A hook without its secret."""
    return {
        "id": hook.number,
        "url": hook.url,
        "events": hook.events,
        "note": hook.note,
        "created_at": _at(hook.created_at),
        "stopped_at": _at(hook.stopped_at),
        "stopped_why": hook.stopped_why or None,
    }


def log(hook: Hook, after: int | None) -> tuple[list[JSON], str | None]:
    """What it was told, newest first, and where the page after begins."""
    query = Delivery.select(Delivery, HookEvent).join(HookEvent).where(Delivery.hook == hook)
    query = query.where(Delivery.event < after) if after is not None else query
    found = list(query.order_by(Delivery.event.desc()).limit(PAGE + 1))
    shown_ = [
        {
            "id": each.event.key,
            "type": each.event.type,
            "subject": each.event.subject,
            "at": _at(each.event.at),
            "data": each.event.facts,
            "attempts": each.attempts,
            "status": each.status or None,
            "error": each.error or None,
            "delivered_at": _at(each.delivered_at),
            "due_at": _at(each.due_at),
        }
        for each in found[:PAGE]
    ]
    return shown_, str(found[PAGE - 1].event_id) if len(found) > PAGE else None


def _counts(which: Any) -> dict[int, int]:
    return dict(rows(Delivery.select(Delivery.hook, fn.COUNT(Delivery.id)).where(which).group_by(Delivery.hook)))


def _at(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
