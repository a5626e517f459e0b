"""The content folder as it was written: every file read and typed, translations laid over their originals."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from generator import frontmatter
from generator.fields import BAD, Place, Wrong
from generator.frontmatter import Document, Report
from generator.kinds import FOLDERS, SCHEMAS
from generator.problems import Problem
from generator.schema import Values
from generator.translation import merge
from generator.values import identifier, slug

_NAME = re.compile(r"(?P<id>.+?)(?:\.(?P<language>[A-Za-z]{2}))?\.md")


@dataclass(kw_only=True)
class Entry:
    """One thing the creator wrote: its rules, and a document in each language there is."""

    id: str
    kind: str
    place: Place
    values: Values
    documents: dict[str, Document]

    @property
    def file(self) -> str:
        """The file of the original, as it is shown."""
        return self.place.file

    def problem(self, code: str, line: int, name: str, **values: Any) -> None:
        """Report a problem of the key ``name``."""
        self.place.named(name).problem(code, line, **values)


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

    def path_of(self, file: str) -> Path:
        """The file that is shown as ``file``."""
        return self.folder / os.path.relpath(file, self.shown)


def read(folder: Path, report: Report) -> Content | None:
    """The content in ``folder``; None when there is no shop at all. Everything wrong goes to ``report``."""
    content = read_shop(folder, report)
    if content:
        content.entries = _entries(content, report)
    return content


def read_shop(folder: Path, report: Report) -> Content | None:
    """The same without its entries."""
    shown = shown_name(folder)
    if not (folder / "shop.md").is_file():
        report(Problem(file=f"{shown}/shop.md", code="no_shop", values={"folder": shown}))
        return None
    return Content(folder=folder, shown=shown, shop=_shop(folder / "shop.md", shown, report))


def zone_of(folder: Path) -> ZoneInfo:
    """The time zone of the shop in ``folder``, Tokyo's when that cannot be read."""
    content = read_shop(folder, lambda _: None)
    return content.zone if content else ZoneInfo("Asia/Tokyo")


def shown_name(path: Path) -> str:
    """``path`` as the creator would type it: from the current folder when it lies there, else by its name."""
    here = path.resolve()
    return here.relative_to(Path.cwd()).as_posix() if here.parent.is_relative_to(Path.cwd()) else here.name


def _shop(path: Path, shown: str, report: Report) -> Entry:
    file = f"{shown}/{path.name}"
    first = Place(file=file, report=lambda _: None, zone=ZoneInfo("Asia/Tokyo"), language="ja", languages=("ja",))
    document = _document(path, file, report)
    draft = _values("shop", document, first)
    languages = tuple(dict.fromkeys(draft.get("languages") or ("ja",)))
    zone = ZoneInfo(draft.get("time_zone", "Asia/Tokyo"))
    place = Place(file=file, report=report, zone=zone, language=languages[0], languages=languages)
    values = _values("shop", document, place) if document else Values()
    return Entry(
        id="shop", kind="shop", place=place, values=values, documents={languages[0]: document} if document else {}
    )


def _entries(content: Content, report: Report) -> list[Entry]:
    originals: dict[Path, Entry | None] = {content.folder / "shop.md": content.shop}
    translations = []
    for path, file in _files(content):
        kind = _kind(path, content.folder)
        found = _NAME.fullmatch(path.name)
        if kind is None or found is None:
            folders = ", ".join(f"{name}/" for name in FOLDERS)
            report(Problem(file=file, code="folder", values={"folders": folders}))
        elif found["language"]:
            translations.append((path, file, kind, found["id"], found["language"]))
        elif kind != "shop":
            originals[path] = _entry(content.shop.place, path, file, kind, report)
    for path, file, kind, name, language in translations:
        document = _document(path, file, report)
        place = _place(content.shop.place, file, language)
        if language not in content.languages[1:]:
            place.problem("language_file", 1, value=language, languages=", ".join(content.languages))
        elif path.with_name(f"{name}.md") not in originals:
            place.problem("lone_translation", 1, value=f"{name}.md")
        elif document and (original := originals[path.with_name(f"{name}.md")]):
            merge(original.values, _values(kind, document, place, translation=True), place)
            original.documents[language] = document
    return [entry for path, entry in originals.items() if entry and entry is not content.shop]


def _files(content: Content) -> Iterator[tuple[Path, str]]:
    """Every Markdown file that is not hidden, a draft (``_name``) or the folder's README."""
    for parent, folders, names in os.walk(content.folder):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        for name in sorted(names):
            if name.endswith(".md") and name[0] not in "._" and name.lower() != "readme.md":
                path = Path(parent, name)
                yield path, f"{content.shown}/{path.relative_to(content.folder).as_posix()}"


def _kind(path: Path, folder: Path) -> str | None:
    parts = path.relative_to(folder).parts
    if len(parts) == 1:
        return "shop" if re.fullmatch(r"shop(\.[A-Za-z]{2})?\.md", path.name) else None
    return FOLDERS.get(parts[0])


def _entry(shop: Place, path: Path, file: str, kind: str, report: Report) -> Entry | None:
    place = _place(shop, file, shop.language)
    try:
        name = identifier(path.stem)
    except Wrong:
        hint = {"value": path.name, "example": f"{slug(path.stem) or kind}.md"}
        report(Problem(file=file, code="file_name", values=hint))
        return None
    document = _document(path, file, report)
    if document is None:
        return None
    values = _values(kind, document, place)
    return Entry(id=name, kind=kind, place=place, values=values, documents={shop.language: document})


def _place(shop: Place, file: str, language: str) -> Place:
    return Place(file=file, report=shop.report, zone=shop.zone, language=language, languages=shop.languages)


def _document(path: Path, file: str, report: Report) -> Document | None:
    try:
        return frontmatter.read(path.read_bytes(), file, report)
    except OSError as error:
        report(Problem(file=file, code="unreadable", values={"reason": error.strerror or str(error)}))
        return None


def _values(kind: str, document: Document | None, place: Place, *, translation: bool = False) -> Values:
    if document is None:
        return Values()
    schema = SCHEMAS[kind].words() if translation else SCHEMAS[kind]
    values = schema.read(document.node, place)
    return Values() if values is BAD else values
