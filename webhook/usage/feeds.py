"""The usage feed as bytes. Of fifty dates a stamp changes one: what is written of the others is kept."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from webhook import clock
from webhook.catalogue import Catalogue
from webhook.http import packing
from webhook.usage import figures, units
from webhook.usage.figures import Figures, Sold
from webhook.usage.units import Date


@dataclass(kw_only=True)
class Feed:
    """The feed in one language. Its moment is that of each answer, to the second, so it is written once a second."""

    tag: str
    rest: bytes
    _written: dict[bool, tuple[str, bytes]] = field(default_factory=dict)

    def tag_of(self, *, packed: bool) -> str:
        """The ETag of the answer, which is another one for other bytes."""
        return f'{self.tag[:-1]}-gzip"' if packed else self.tag

    def json(self, *, packed: bool = False) -> bytes:
        """It as of now; ``packed`` as gzip."""
        at = clock.now().replace(microsecond=0).isoformat()
        known = self._written.get(packed)
        if known is None or known[0] != at:
            text = b'{"at":"%b",%b' % (at.encode(), self.rest)
            known = self._written[packed] = at, packing.packed(text) if packed else text
        return known[1]


class _Part(NamedTuple):
    """A date as it is written, and what the tag of the whole is made of."""

    text: bytes
    digest: bytes


class Made:
    """What was written before; used by one thread at a time."""

    def __init__(self) -> None:
        self._dates: dict[tuple[str, str, str], tuple[Date, _Part]] = {}
        self._sold: tuple[tuple[int, ...], dict[str, Sold]] = ((), {})

    def sold(self, newest: tuple[int, ...]) -> dict[str, Sold]:
        """As ``figures.sold``; what a ticket was sold as is frozen on it, so the same lines say the same."""
        if newest != self._sold[0]:
            self._sold = newest, figures.sold(newest)
        return self._sold[1]

    def feed(self, catalogue: Catalogue, figures: Figures, language: str) -> Feed:
        """The feed of these figures."""
        heard, items = hashlib.blake2b(digest_size=12), []
        for about, dates in units.items_of(catalogue, figures, language):
            opened, parts = _open(about), [self._date(date, language) for date in dates]
            heard.update(b"".join([opened, *[part.digest for part in parts]]))
            items.append(b'%b,"sessions":[%b]}' % (opened, b",".join([part.text for part in parts])))
        head = _open(units.head(catalogue, figures))[1:]
        heard.update(head)
        return Feed(tag=f'"{heard.hexdigest()}"', rest=b'%b,"items":[%b]}' % (head, b",".join(items)))

    def _date(self, date: Date, language: str) -> _Part:
        key = (language, date.item, date.id)
        known = self._dates.get(key)
        if known is None or known[0] != date:
            text = orjson.dumps(date.json())
            known = self._dates[key] = date, _Part(text, hashlib.blake2b(text, digest_size=16).digest())
        return known[1]


def _open(entry: dict[str, Any]) -> bytes:
    """An object that is not closed yet."""
    return orjson.dumps(entry)[:-1]
