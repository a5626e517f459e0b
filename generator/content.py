"""The content folder as it was written: every file read and typed, translations laid over their originals."""

import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from generator.problems import Level, Problem
from generator.sources import Source, sources
from generator.writing import frontmatter
from generator.writing.fields import BAD, Place, Wrong
from generator.writing.frontmatter import Document, Report
from generator.writing.kinds import SCHEMAS
from generator.writing.schema import Values
from generator.writing.translation import merge
from generator.writing.values import identifier, slug


@dataclass(kw_only=True)
class Entry:
    """One thing the creator wrote: its rules, and a document in each language there is.

    ``report`` hears what is wrong with it; each build puts its own ear there.
    """

    id: str
    kind: str
    place: Place
    values: Values
    documents: dict[str, Document]
    report: Report

    @property
    def file(self) -> str:
        """The file of the original, as it is shown."""
        return self.place.file

    @property
    def keys(self) -> frozenset[str]:
        """All that its original has, readable or not."""
        return frozenset(self.values.lines)

    def wrote(self, *keys: str) -> bool:
        """Whether its original has one of ``keys``, readable or not."""
        return not self.keys.isdisjoint(keys)

    def problem(self, code: str, line: int, name: str, level: Level = "error", **values: Any) -> None:
        """Report a problem of the key ``name``."""
        self.report(Problem(file=self.file, line=line, field=name, code=code, values=values, level=level))

    def settle(self) -> None:
        """Let go of what only reading needed, so that the entry can be kept."""
        self.place = replace(self.place, report=unheard)
        self.report = unheard
        self.documents = {language: replace(each, node=None) for language, each in self.documents.items()}


def unheard(problem: Problem) -> None:
    """Hear of a problem and leave it: it has been, or will be, reported elsewhere."""


@dataclass(kw_only=True)
class Content:
    """All that was read. ``shop`` has its values even when some could not be read."""

    folder: Path
    shown: str
    shop: Entry
    entries: list[Entry] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return self.shop.place.zone

    @property
    def languages(self) -> tuple[str, ...]:
        """The shop's languages, the default first."""
        return self.shop.place.languages

    def having(self, *keys: str) -> list[Entry]:
        """Those entries whose original has one of ``keys``, readable or not."""
        groups = (group for each, group in self._by_keys.items() if not each.isdisjoint(keys))
        return [entry for group in groups for entry in group]

    @cached_property
    def _by_keys(self) -> dict[frozenset[str], list[Entry]]:
        """A thousand entries have the same few keys."""
        groups: dict[frozenset[str], list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(entry.keys, []).append(entry)
        return groups

    def path_of(self, file: str) -> Path:
        """The file that is shown as ``file``."""
        return self.folder / os.path.relpath(file, self.shown)


def read(folder: Path, report: Report) -> Content | None:
    """The content in ``folder``; None when there is no shop at all. Everything wrong goes to ``report``."""
    content = read_shop(folder, report)
    if content:
        entries = (
            entry_of(source, content.shop.place, report)
            for source in sources(content.folder, content.shown, content.languages, report)
        )
        content.entries = [entry for entry in entries if entry]
    return content


def read_shop(folder: Path, report: Report) -> Content | None:
    """The same without its entries."""
    shown = shown_name(folder)
    if not (folder / "shop.md").is_file():
        report(Problem(file=f"{shown}/shop.md", code="no_shop", values={"folder": shown}))
        return None
    content = Content(folder=folder, shown=shown, shop=_shop(folder / "shop.md", shown, report))
    for language in content.languages[1:]:
        path = folder / f"shop.{language}.md"
        if path.is_file() and (document := _document(path, f"{shown}/{path.name}", report)):
            _translate(content.shop, document, replace(content.shop.place, file=document.file, language=language))
    return content


def zone_of(folder: Path) -> ZoneInfo:
    """The time zone of the shop in ``folder``, Tokyo's when that cannot be read."""
    content = read_shop(folder, unheard)
    return content.zone if content else ZoneInfo("Asia/Tokyo")


def shown_name(path: Path) -> str:
    """``path`` as the creator would type it: from the current folder when it lies there, else by its name."""
    here = path.resolve()
    return here.relative_to(Path.cwd()).as_posix() if here.parent.is_relative_to(Path.cwd()) else here.name


def _shop(path: Path, shown: str, report: Report) -> Entry:
    file = f"{shown}/{path.name}"
    first = Place(file=file, report=unheard, zone=ZoneInfo("Asia/Tokyo"), language="ja", languages=("ja",))
    document = _document(path, file, report)
    draft = _values("shop", document, first)
    languages = tuple(dict.fromkeys(draft.get("languages") or ("ja",)))
    zone = ZoneInfo(draft.get("time_zone", "Asia/Tokyo"))
    place = Place(file=file, report=report, zone=zone, language=languages[0], languages=languages)
    values = _values("shop", document, place) if document else Values()
    documents = {languages[0]: document} if document else {}
    return Entry(id="shop", kind="shop", place=place, values=values, documents=documents, report=report)


def entry_of(source: Source, shop: Place, report: Report) -> Entry | None:
    """What the files of ``source`` say; None when the original cannot be read. ``shop`` knows zone and languages."""
    (language, (path, file)), *translations = source.files.items()
    place = Place(file=file, report=report, zone=shop.zone, language=language, languages=shop.languages)
    entry = _entry(source, Path(path), place)
    for language, (path, file) in translations:
        document = _document(Path(path), file, report)
        if document and entry:
            _translate(entry, document, replace(place, file=file, language=language))
    return entry


def _entry(source: Source, path: Path, place: Place) -> Entry | None:
    try:
        name = identifier(source.id)
    except Wrong:
        place.problem("file_name", 1, value=path.name, example=f"{slug(path.stem) or source.kind}.md")
        return None
    document = _document(path, place.file, place.report)
    if document is None:
        return None
    values = _values(source.kind, document, place)
    return Entry(
        id=name, kind=source.kind, place=place, values=values, documents={place.language: document}, report=place.report
    )


def _translate(entry: Entry, document: Document, place: Place) -> None:
    merge(entry.values, _values(entry.kind, document, place, translation=True), place)
    entry.documents[place.language] = document


def _document(path: Path, file: str, report: Report) -> Document | None:
    try:
        with open(path, "rb", 0) as opened:  # noqa: PTH123 - here thousands of times, without buffers nobody needs
            return frontmatter.read(opened.read(), file, report)
    except OSError as error:
        report(Problem(file=file, code="unreadable", values={"reason": error.strerror or str(error)}))
        return None


def _values(kind: str, document: Document | None, place: Place, *, translation: bool = False) -> Values:
    if document is None:
        return Values()
    schema = SCHEMAS[kind].words() if translation else SCHEMAS[kind]
    values = schema.read(document.node, place)
    return Values() if values is BAD else values
