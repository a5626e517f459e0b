"""An entry as it is kept: what the whole shop has to know of it at hand, what it says where it can be fetched from."""

import functools
import pickle
from collections.abc import Callable
from typing import Any

from generator.content import Entry, unheard
from generator.freezing import frozen, thawed
from generator.pages.filling import Body, Link
from generator.parsing import Parsed, Said
from generator.sources import Source
from generator.writing.frontmatter import Document
from generator.writing.schema import Values

Record = tuple[Any, ...]
"""An entry as it is kept for the next process: what the whole shop has to know of it, as plain values."""

Inside = tuple[Values, dict[str, Document], dict[str, Body]]
"""What only its own pages and problems need."""

Place = tuple[str, int, int]
"""Where the inside of an entry is kept: in which pack, from which byte on, and how many."""


class Known:
    """A parsed entry, made of its record when it is asked for; ``fetch`` brings its inside."""

    def __init__(
        self, fetch: Callable[[Source, str, Place], Inside], source: Source, digest: str, record: Record
    ) -> None:
        self.signs, self.digest, self.record = source.signs, digest, record
        self._fetch, self._source = fetch, source

    @functools.cached_property
    def parsed(self) -> Parsed:
        """The entry, for as long as its files stay the same."""
        name, kind, keys, item, line, moments, daily, links, notes, _ = self.record
        told = pickle.loads(notes) if notes else ()  # noqa: S301 - written by this program, in the user's own folder
        if not name:
            return Parsed(digest=self.digest, notes=told, links={})
        return Parsed(
            digest=self.digest,
            notes=told,
            entry=_Kept(name, kind, keys, self._source.shown, self._inside),
            item=thawed(item) if item else None,
            line=line,
            moments=moments,
            daily=daily,
            bodies=lambda: self._inside()[2],
            links={language: tuple(Link(*each) for each in found) for language, found in links.items()},
        )

    @property
    def said(self) -> Said:
        """Its words. They are looked for when its files have changed: often that is only a title or a price."""
        _, documents, bodies = self._inside()
        return {document.body: bodies[language] for language, document in documents.items()}

    def _inside(self) -> Inside:
        return self._fetch(self._source, self.digest, self.record[-1])


class _Kept(Entry):
    """An entry whose ``keys`` are known; what it says is read when it is asked for."""

    def __init__(self, name: str, kind: str, keys: frozenset[str], file: str, inside: Callable[[], Inside]) -> None:
        self.id, self.kind, self.report = name, kind, unheard
        self._keys, self._file, self._inside = keys, file, inside

    @property
    def file(self) -> str:
        return self._file

    def wrote(self, *keys: str) -> bool:
        return not self._keys.isdisjoint(keys)

    @functools.cached_property
    def values(self) -> Values:  # type: ignore[override]
        return self._inside()[0]

    @property
    def documents(self) -> dict[str, Document]:  # type: ignore[override]
        return self._inside()[1]


def record_of(parsed: Parsed) -> Record:
    """The record of an entry, without the place of its inside, which is to come last."""
    notes = pickle.dumps(parsed.notes, pickle.HIGHEST_PROTOCOL) if parsed.notes else b""
    entry, item = parsed.entry, parsed.item
    if entry is None:
        return "", "", frozenset(), b"", "", (), False, {}, notes
    keys, data = frozenset(entry.values.lines), frozen(item) if item else b""
    links = {language: tuple(map(tuple, each)) for language, each in parsed.links.items()}
    return entry.id, entry.kind, keys, data, parsed.line, parsed.moments, parsed.daily, links, notes


def inside_of(parsed: Parsed) -> Inside:
    """The inside of an entry."""
    entry = parsed.entry
    return (entry.values, entry.documents, parsed.bodies()) if entry else (Values(), {}, {})
