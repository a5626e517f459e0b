"""Runs the service as ``mogiri serve`` does, but kills it (as ``kill -9``) at a chosen point of its work.

Started by the tests with the point's name; without one it runs normally. The product knows nothing of this.
"""

import os
import signal
import sys
from datetime import timedelta
from typing import Any

from webhook import inbox, mail, outbox, running, tickets
from webhook.orders import settling
from webhook.service import Service
from webhook.settings import from_environment

POINTS: dict[str, tuple[Any, str, str]] = {
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


def die_at(point: str) -> None:
    """Make the process end at that point."""
    place, name, when = POINTS[point]
    original = getattr(place, name)

    def dying(*arguments: Any, **named: Any) -> Any:
        if when == "after":
            original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, name, dying)


if __name__ == "__main__":
    port, at = int(sys.argv[1]), sys.argv[2]
    inbox.LEASE = outbox.LEASE = timedelta(seconds=1)  # so that a test need not wait a minute for it to run out
    if at:
        die_at(at)
    running.serve(from_environment(), host="127.0.0.1", port=port, workers=1, site=True)
