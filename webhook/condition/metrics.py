"""The same for machines: Prometheus text. How much is sold and earned is told only to those who may know."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from peewee import fn

from webhook.condition import vitals
from webhook.condition.vitals import Vital
from webhook.database import rows
from webhook.keeping import exporting
from webhook.models import Order, Refund

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_LEVELS = {"good": 0, "warning": 1, "bad": 2}

_COUNTS = {
    "stripe_events": ("mogiri_stripe_events_waiting", "Events of Stripe that are not worked off yet."),
    "mail_queue": ("mogiri_mail_waiting", "Mails that are due or being tried again."),
    "offline_stamps": ("mogiri_offline_stamps_unsent", "Stamps that devices at the door have not handed in yet."),
    "door_conflicts": ("mogiri_door_conflicts_unseen", "Conflicts of two gates that no lead has looked at."),
    "books": ("mogiri_books_differing", "Payments of which Stripe's sum and ours differ."),
    "failed_refunds": ("mogiri_refunds_failed", "Refunds that Stripe would not make."),
    "hooks": ("mogiri_hook_deliveries_waiting", "Events on their way to other systems."),
    "ledger": ("mogiri_ledger_entries", "Entries of the ledger."),
}
_AGES = {
    "stripe_events": ("mogiri_stripe_event_age_seconds", "Since Stripe was heard last."),
    "mail_queue": ("mogiri_mail_oldest_seconds", "Age of the oldest mail that waits."),
    "backup": ("mogiri_backup_age_seconds", "Since the last backup."),
    "books": ("mogiri_books_age_seconds", "Since the books were compared with Stripe's."),
}


def text(now: datetime, *, figures: bool) -> str:
    """All metrics; units, orders and money only with ``figures``."""
    found = list(vitals.read(now))
    lines = [*_metric("mogiri_up", "Whether the service and its database answer.", [("", 1)]), *_condition(found)]
    return "\n".join([*lines, *(_figures() if figures else ()), ""])


def _condition(found: list[Vital]) -> Iterator[str]:
    levels = [(f'{{check="{each.code}"}}', _LEVELS[each.level]) for each in found]
    yield from _metric("mogiri_check", "0 good, 1 worth a look, 2 bad.", levels)
    known = {each.code: each for each in found}
    for code, (name, about) in _COUNTS.items():
        yield from _metric(name, about, [("", known[code].count)])
    for code, (name, about) in _AGES.items():
        yield from _metric(name, about, [("", known[code].age)])


def _figures() -> Iterator[str]:
    totals = exporting.totals()
    units = [(f'{{state="{state}"}}', totals[state]) for state in ("issued", "used", "cancelled")]
    yield from _metric("mogiri_units", "Units of all tickets.", units)
    money = [(f'{{direction="{direction}"}}', totals[direction]) for direction in ("received", "returned")]
    yield from _metric("mogiri_money", "In the currency's smallest unit.", money)
    orders = rows(Order.select(Order.status, fn.COUNT(Order.id)).group_by(Order.status).order_by(Order.status))
    yield from _metric("mogiri_orders", "Orders.", [(f'{{status="{status}"}}', count) for status, count in orders])
    refunds = rows(Refund.select(Refund.state, fn.COUNT(Refund.id)).group_by(Refund.state).order_by(Refund.state))
    yield from _metric("mogiri_refunds", "Refunds.", [(f'{{state="{state}"}}', count) for state, count in refunds])


def _metric(name: str, about: str, values: Iterable[tuple[str, int | None]]) -> Iterator[str]:
    """A gauge; what never happened has no value."""
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} gauge"
    yield from (f"{name}{labels} {value}" for labels, value in values if value is not None)
