"""An entry as it is kept: what the whole shop has to know of it at hand, what it says where it can be fetched from."""

import functools
import pickle
from collections.abc import Callable
from typing import Any, Protocol

from generator.content import Entry, unheard
from generator.pages.filling import Body, Link
from generator.parsing import Parsed, Said
from generator.sources import Source
from generator.writing.frontmatter import Document
from generator.writing.schema import Values
from webhook.catalogue import Item

Record = tuple[Any, ...]
"""An entry as it is kept for the next process: what the whole shop has to know of it, as plain values."""

Inside = tuple[bytes, dict[str, Body]]
"""What only its own pages and problems need: values and documents, pickled, as few ask for them, and its words."""

Place = tuple[str, int, int]
"""Where the inside of an entry is kept: in which pack, from which byte on, and how many."""


class Shelf(Protocol):
    """Where entries are kept."""

    def inside(self, source: Source, digest: str, place: Place) -> Inside:
        """What an entry says."""

    def item(self, pack: str, number: int) -> Item | None:
        """The item of an entry, by its number in its pack."""


class Known:
    """A parsed entry, made of its record when it is asked for; the rest of it stands on the ``shelf``."""

    def __init__(self, shelf: Shelf, source: Source, digest: str, record: Record) -> None:
        self.signs, self.digest, self.record = source.signs, digest, record
        self._shelf, self._source = shelf, source

    @property
    def pack(self) -> str:
        """The pack that it is kept in."""
        place: Place = self.record[-1]
        return place[0]

    @functools.cached_property
    def parsed(self) -> Parsed:
        """The entry, for as long as its files stay the same."""
        name, kind, keys, line, moments, daily, links, notes, number, (pack, *_) = self.record
        told = pickle.loads(notes) if notes else ()  # noqa: S301 - written by this program, in the user's own folder
        if not name:
            return Parsed(digest=self.digest, notes=told, links={})
        return Parsed(
            digest=self.digest,
            notes=told,
            entry=_Kept(name, kind, keys, self._source.shown, self._inside),
            item=self._shelf.item(pack, number),
            line=line,
            moments=moments,
            daily=daily,
            bodies=lambda: self._inside()[1],
            links={language: tuple(Link(*each) for each in found) for language, found in links.items()},
        )

    @property
    def said(self) -> Said:
        """Its words. They are looked for when its files have changed: often that is only a title or a price."""
        told, bodies = self._inside()
        _, documents = _told(told)
        return {document.body: bodies[language] for language, document in documents.items()}

    def _inside(self) -> Inside:
        return self._shelf.inside(self._source, self.digest, self.record[-1])


class _Kept(Entry):
    """An entry whose ``keys`` are known; what it says is read when it is asked for."""

    def __init__(self, name: str, kind: str, keys: frozenset[str], file: str, inside: Callable[[], Inside]) -> None:
        self.id, self.kind, self.report = name, kind, unheard
        self._keys, self._file, self._inside = keys, file, inside

    @property
    def file(self) -> str:
        return self._file

    @property
    def keys(self) -> frozenset[str]:
        return self._keys

    @functools.cached_property
    def values(self) -> Values:  # type: ignore[override]
        return _told(self._inside()[0])[0]

    @property
    def documents(self) -> dict[str, Document]:  # type: ignore[override]
        return _told(self._inside()[0])[1]


def _told(data: bytes) -> tuple[Values, dict[str, Document]]:
    told: tuple[Values, dict[str, Document]] = pickle.loads(data)  # noqa: S301 - as above
    return told


def record_of(parsed: Parsed) -> Record:
    """The record of an entry, without its place, which is to come last: its number in the pack, and its inside."""
    notes = pickle.dumps(parsed.notes, pickle.HIGHEST_PROTOCOL) if parsed.notes else b""
    entry = parsed.entry
    if entry is None:
        return "", "", frozenset(), "", (), False, {}, notes
    links = {language: tuple(map(tuple, each)) for language, each in parsed.links.items()}
    keys = frozenset(entry.values.lines)
    return entry.id, entry.kind, keys, parsed.line, parsed.moments, parsed.daily, links, notes


def inside_of(parsed: Parsed) -> Inside:
    """The inside of an entry."""
    entry = parsed.entry
    told = (entry.values, entry.documents) if entry else (Values(), {})
    return pickle.dumps(told, pickle.HIGHEST_PROTOCOL), parsed.bodies() if entry else {}
