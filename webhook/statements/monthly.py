"""The statement of a month on its way to the owners, on the 1st of the next: once, whatever happens (S4-55).

It leaves at nine in the morning of the shop, when evenings that ran past midnight are over. Who was away on the 1st
catches up. A month in which nothing was earned is not mailed.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webhook import codes
from webhook.catalogue import Shop
from webhook.crew import accounts
from webhook.database import alone_here, transaction
from webhook.keeping import marks
from webhook.mailing import outbox
from webhook.private import Private
from webhook.statements import shown
from webhook.statements.months import Month, month
from webhook.statements.sections import of
from webhook.words import Words

PERIOD = 60.0
"""Seconds between two looks."""
HOUR = time(9)
MOST = 12
"""Months that are caught up with at most."""
MARK = "statement"
_NAME = 0x7374617465


def work(shop: Shop, private: Private, words: Words, now: datetime) -> bool:
    """Post what is to be posted; returns whether anything was looked at."""
    newest = _newest(shop, now)
    if _done() >= newest:
        return False
    with transaction():
        alone_here(_NAME)
        for name in _missing(_done(), newest):
            _post(month(name, shop), shop, private, words, now)
        marks.note(MARK, now, month=newest)
    return True


def _newest(shop: Shop, now: datetime) -> str:
    """The last month that has a statement."""
    local = now.astimezone(ZoneInfo(shop.time_zone))
    first = local.date().replace(day=1)
    if local.date() == first and local.time() < HOUR:
        first = _before(first)
    return f"{_before(first):%Y-%m}"


def _done() -> str:
    """The last month whose statement was posted; empty in a new shop."""
    mark = marks.last(MARK)
    return str(mark.facts["month"]) if mark else ""


def _missing(done: str, newest: str) -> list[str]:
    """Those after ``done``, oldest first; in a new shop only the newest."""
    names = list(_back(newest))
    return names[0:1] if not done else [name for name in reversed(names) if name > done]


def _back(newest: str) -> Iterator[str]:
    first = date.fromisoformat(f"{newest}-01")
    for _ in range(MOST):
        yield f"{first:%Y-%m}"
        first = _before(first)


def _before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _post(span: Month, shop: Shop, private: Private, words: Words, now: datetime) -> None:
    """One mail to each owner, with the figures as they are now."""
    language = shop.languages[0]
    told = shown.named(span, of(span, private, now), shop, words, language)
    if not any(told["sums"].values()):
        return
    for address in _owners(shop, private):
        key = f"statement:{span.name}:{codes.digest(address)[:12]}"
        outbox.post(key, "notice-statement", address, language, {"statement": told}, now)


def _owners(shop: Shop, private: Private) -> list[str]:
    """The owners' addresses; where no account has one, those that hear of orders, or the shop's own."""
    found: list[Any] = accounts.owners() or list(private.notify) or [shop.mail]
    return [address for address in found if address]
