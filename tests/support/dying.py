"""Runs the service as ``mogiri serve`` does, but kills it (as ``kill -9``) at a chosen point of its work.

It dies when it comes to the point for the so manieth time; that is counted from the moment a date is called off, when
the point is one of that, unless it is to die at once. With ``DEAF`` in its environment it loses all events. Started by
the tests; the product knows nothing of this.
"""

import itertools
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from webhook import inbox, running, tickets
from webhook.mailing import mail, outbox
from webhook.orders import calling_off, cancelling, refunds, settling
from webhook.payments import Gateway
from webhook.service import Service
from webhook.settings import from_environment

Point = tuple[Any, str, str]
"""Where something is, its name there, and whether to die before or after it."""

POINTS: dict[str, Point] = {
    "before the event is stored": (inbox, "store", "before"),
    "after the event is stored, before Stripe is answered": (inbox, "store", "after"),
    "after the answer, before the event is worked off": (settling, "settle", "before"),
    "within the transaction, before the tickets": (tickets, "issue", "before"),
    "within the transaction, after the tickets": (tickets, "issue", "after"),
    "within the transaction, after the mail is posted": (settling, "fulfil", "after"),
    "after the commit, before the event is marked": (settling, "settle", "after"),
    "after the order is done, before the mail": (Service, "sold", "before"),
    "while the mail is written": (mail, "message", "before"),
}
"""From a payment to its mail."""
CALLING_OFF: dict[str, Point] = {
    "before a ticket ends": (calling_off, "_end", "before"),
    "within its transaction, before the seats are free": (cancelling, "_seats_back", "before"),
    "within its transaction, after the refund is planned": (refunds, "plan", "after"),
    "within its transaction, before the commit": (cancelling, "end", "after"),
    "after a ticket has ended": (calling_off, "_end", "after"),
    "after the last ticket": (calling_off, "_give_up_waiting", "before"),
    "after the unpaid orders, before the job is marked": (calling_off, "_give_up_waiting", "after"),
    "before the mail that tells it": (mail, "message", "before"),
    "before Stripe is asked for a refund": (Gateway, "refund", "before"),
    "after Stripe has made the refund, before it is noted": (Gateway, "refund", "after"),
    "within the transaction that notes the refund": (refunds, "_tell", "before"),
    "after the refund is noted": (refunds, "settle", "after"),
}
"""From the moment a date is called off to the last refund."""


def die_at(point: str, count: int, *, at_once: bool) -> None:
    """Make the process end when it comes to that point for the ``count``-th time."""
    place, name, when = (POINTS | CALLING_OFF)[point]
    counting = [at_once or point in POINTS]
    times = itertools.count(1)

    def begin() -> None:
        counting[0] = True

    def at_the_end() -> bool:
        return counting[0] and next(times) >= count

    _watch(place, name, lambda original: _doomed(original, when, at_the_end))
    _watch(calling_off, "start", lambda original: _heralding(original, begin))


def _watch(place: Any, name: str, wrapped: Callable[[Any], Any]) -> None:
    setattr(place, name, wrapped(getattr(place, name)))


def _doomed(original: Any, when: str, at_the_end: Callable[[], bool]) -> Any:
    def dying(*arguments: Any, **named: Any) -> Any:
        dies = at_the_end()
        if dies and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **named)
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return dying


def _heralding(original: Any, begin: Callable[[], None]) -> Any:
    def starting(*arguments: Any, **named: Any) -> Any:
        begin()
        return original(*arguments, **named)

    return starting


def live_and_die(port: int, environment: dict[str, str], point: str, count: int, *, at_once: bool) -> None:
    """Serve on that port until the end of the process, which comes at ``point`` if there is one."""
    os.environ.update(environment)
    os.chdir(environment["MOGIRI_DATA"])  # no shop of ours is near
    # so that a test need not wait for minutes to run out
    inbox.LEASE = outbox.LEASE = refunds.LEASE = calling_off.LEASE = calling_off.GRACE = timedelta(seconds=1)
    if os.environ.get("DEAF"):
        inbox.store = lambda *_: None  # Stripe's events are answered, and lost
    if point:
        die_at(point, count, at_once=at_once)
    settings = from_environment()
    running.prepare(settings)
    running.serve(settings, host="127.0.0.1", port=port, workers=1, site=True)
