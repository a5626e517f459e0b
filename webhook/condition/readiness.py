"""Whether the service can do its work: its database takes what is written, as a full disk or a standby does not.

Whoever restarts processes asks ``/healthz`` and nothing more: a new one has no more room on the disk, and while nothing
can be written, tickets can still be read. Whoever wakes people, or sends them elsewhere, asks here.
"""

import time
from threading import Lock

from peewee import DatabaseError

from webhook import clock
from webhook.database import AWAY, reason, transaction
from webhook.keeping import marks

FRESH = 5.0
"""Seconds for which an answer is good: however many ask, the disk is tried no more often."""


class Readiness:
    """What the last try came to, for one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tried = float("-inf")
        self._failed: str | None = None

    def check(self) -> None:
        """Nothing when the database could be written within the last seconds; raises what ``AWAY`` names otherwise."""
        with self._lock:
            if time.monotonic() - self._tried >= FRESH:
                self._failed = _failure()
                self._tried = time.monotonic()
            if self._failed is not None:
                raise AWAY[0](self._failed)


def _failure() -> str | None:
    """Why a mark of ours cannot be written; it says nothing about the shop."""
    try:
        with transaction():
            marks.note("ready", clock.now())
    except (DatabaseError, *AWAY) as error:
        return reason(error)
    return None
