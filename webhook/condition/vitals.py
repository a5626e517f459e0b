"""The panel 「状態」: what an owner should see at a glance, each as good, worth a look, or bad."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from peewee import fn

from webhook.keeping import marks
from webhook.ledger import sealing
from webhook.models import Conflict, Delivery, Hook, Mail, Refund, SignIn, StripeEvent

Level = Literal["good", "warning", "bad"]

LATE = timedelta(minutes=10)
"""Mail, events and other work that has waited longer needs a look."""
STUCK = timedelta(hours=1)
BACKUP_OLD, BACKUP_TOO_OLD = timedelta(days=2), timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Vital:
    """One line of the panel. ``age`` in seconds, None when it never happened; ``count`` of what waits or is wrong."""

    code: str
    level: Level
    count: int | None = None
    age: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def read(now: datetime) -> Iterator[Vital]:
    """All lines, in the order of the panel."""
    yield _stripe(now)
    yield _mail(now)
    yield from _door()
    yield _books(now)
    yield _refunds()
    yield _hooks()
    yield _backup(now)
    yield _ledger(now)


def worst(vitals: list[Vital]) -> Level:
    """The level of the whole."""
    levels = {vital.level for vital in vitals}
    return "bad" if "bad" in levels else "warning" if "warning" in levels else "good"


def _stripe(now: datetime) -> Vital:
    """When Stripe was heard last, and what of its word is not worked off yet."""
    last = StripeEvent.select(fn.MAX(StripeEvent.received_at)).scalar()
    oldest = StripeEvent.select(fn.MIN(StripeEvent.received_at)).where(StripeEvent.due_at.is_null(False)).scalar()
    waiting = StripeEvent.select().where(StripeEvent.due_at.is_null(False)).count()
    return Vital(code="stripe_events", level=_late(oldest, now), count=waiting, age=_age(last, now))


def _mail(now: datetime) -> Vital:
    """What is due to be sent; a mail that is put off on purpose is not late."""
    due = Mail.select().where(Mail.due_at.is_null(False), (Mail.due_at <= now) | (Mail.attempts > 0))
    oldest = due.select(fn.MIN(Mail.created_at)).scalar()
    return Vital(code="mail_queue", level=_late(oldest, now), count=due.count(), age=_age(oldest, now))


def _door() -> Iterator[Vital]:
    unsent = SignIn.select(fn.COALESCE(fn.SUM(SignIn.unsent), 0)).where(SignIn.stopped_at.is_null()).scalar()
    yield Vital(code="offline_stamps", level="warning" if unsent else "good", count=int(unsent))
    conflicts = Conflict.select().where(Conflict.seen_at.is_null()).count()
    yield Vital(code="door_conflicts", level="warning" if conflicts else "good", count=conflicts)


def _books(now: datetime) -> Vital:
    """Payments of which Stripe's sum and ours differ, as of the last comparison."""
    last = marks.last("books")
    if last is None:
        return Vital(code="books", level="good")
    differing = int(last.facts["differing"])
    facts = {"compared": last.facts["compared"], "orders": last.facts["orders"]}
    return Vital(
        code="books", level="bad" if differing else "good", count=differing, age=_age(last.at, now), facts=facts
    )


def _refunds() -> Vital:
    failed = Refund.select().where(Refund.state == "failed").count()
    return Vital(code="failed_refunds", level="bad" if failed else "good", count=failed)


def _hooks() -> Vital:
    lost = Delivery.select().join(Hook).where(
        Delivery.due_at.is_null(), Delivery.delivered_at.is_null(), Hook.stopped_at.is_null()
    ).count()  # fmt: skip
    gone = Hook.select().where(Hook.stopped_why == "gone").count()
    pending = Delivery.select().where(Delivery.due_at.is_null(False)).count()
    level: Level = "warning" if lost or gone else "good"
    return Vital(code="hooks", level=level, count=pending, facts={"failed": lost, "gone": gone})


def _backup(now: datetime) -> Vital:
    last = marks.last("backup")
    age = now - last.at if last else None
    if age is None or age > BACKUP_TOO_OLD:
        level: Level = "bad"
    else:
        level = "warning" if age > BACKUP_OLD else "good"
    return Vital(code="backup", level=level, age=_age(last.at if last else None, now))


def _ledger(now: datetime) -> Vital:
    last = sealing.head()
    if last is None:
        return Vital(code="ledger", level="good", count=0)
    return Vital(code="ledger", level="good", count=last.number, age=_age(last.at, now), facts={"head": last.hash})


def _late(oldest: datetime | None, now: datetime) -> Level:
    if oldest is None or now - oldest < LATE:
        return "good"
    return "bad" if now - oldest > STUCK else "warning"


def _age(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, int((now - at).total_seconds()))
