"""Who stands at the door, remembered between batches: in a rush it is the same few people thousands of times."""

from collections.abc import Collection
from datetime import datetime

from webhook.crew import accounts
from webhook.crew.accounts import Badge, Visitor
from webhook.database import database


class Crew:
    """``accounts.holders`` for a connection to SQLite of one's own, which tells when any other one has written."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._known: dict[str, Badge] = {}

    def holders(self, digests: Collection[str], now: datetime, *, lock: Collection[str] = ()) -> dict[str, Visitor]:
        """Within a transaction. With ``lock`` all are read, for what this connection writes of them is not noticed."""
        version = database.execute_sql("PRAGMA data_version").fetchone()[0]
        if lock or version != self._version:
            self._known.clear()
        self._version = None if lock else version
        unknown = [digest for digest in digests if digest not in self._known]
        if unknown:
            self._known |= {badge.sign_in.token_hash: badge for badge in accounts.badges(unknown)}
        return accounts.standing([self._known[digest] for digest in digests if digest in self._known], now)
