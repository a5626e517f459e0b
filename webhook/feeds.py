"""The usage feed as bytes. Of fifty dates a stamp changes one: what is written of the others is kept."""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

from webhook import clock, figures, usage
from webhook.catalogue import Catalogue
from webhook.figures import Figures, Sold
from webhook.usage import Date


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The feed in one language. Its moment is that of each answer: only what follows is kept."""

    tag: str
    rest: bytes

    def json(self) -> bytes:
        """It as of now."""
        return b'{"at":"%b",%b' % (clock.now().isoformat().encode(), self.rest)


class Made:
    """What was written before; used by one thread at a time."""

    def __init__(self) -> None:
        self._dates: dict[tuple[str, str, str], tuple[Date, bytes]] = {}
        self._sold: tuple[tuple[int, ...], dict[str, Sold]] = ((), {})

    def sold(self, newest: tuple[int, ...]) -> dict[str, Sold]:
        """As ``figures.sold``; what a ticket was sold as is frozen on it, so the same lines say the same."""
        if newest != self._sold[0]:
            self._sold = newest, figures.sold(newest)
        return self._sold[1]

    def feed(self, catalogue: Catalogue, figures: Figures, language: str) -> Feed:
        """The feed of these figures."""
        items = [
            b'%b,"sessions":[%b]}' % (_open(about), b",".join([self._date(date, language) for date in dates]))
            for about, dates in usage.items_of(catalogue, figures, language)
        ]
        text = b'%b,"items":[%b]}' % (_open(usage.head(catalogue, figures))[1:], b",".join(items))
        return Feed(tag=f'"{hashlib.blake2b(text, digest_size=12).hexdigest()}"', rest=text)

    def _date(self, date: Date, language: str) -> bytes:
        key = (language, date.item, date.id)
        known = self._dates.get(key)
        if known is None or known[0] != date:
            known = self._dates[key] = (date, orjson.dumps(date.json()))
        return known[1]


def _open(entry: dict[str, Any]) -> bytes:
    """An object that is not closed yet."""
    return orjson.dumps(entry)[:-1]
