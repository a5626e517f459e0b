"""Door packs that were just made: many devices ask for the same one, and whoever stamps shall not wait behind them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from webhook.catalogue import Catalogue
from webhook.door import pack

FRESH = timedelta(seconds=5)
"""A pack is a picture of a moment, which it names: one so young is as good as a new one."""
MOST = 16

Key = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class _Kept:
    at: datetime
    built_at: datetime
    data: dict[str, Any]


class Packs:
    """The packs of one process by item, session and language; of those who ask at once one makes it."""

    def __init__(self) -> None:
        self._kept: dict[Key, _Kept] = {}
        self._locks: defaultdict[Key, Lock] = defaultdict(Lock)

    def of(self, item: str, session: str, catalogue: Catalogue, now: datetime, language: str) -> dict[str, Any]:
        """The pack as it is now or was a moment ago. Refuses with ``not_found``."""
        key = (item, session, language)
        with self._locks[key]:
            known = self._kept.get(key)
            if known and abs(now - known.at) < FRESH and known.built_at == catalogue.built_at:
                return known.data
            data = pack.of(item, session, catalogue, now, language)
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = _Kept(at=now, built_at=catalogue.built_at, data=data)
            return data
