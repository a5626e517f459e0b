"""The second half of a build: what was read becomes the files of the site. It is loaded while the first is at work."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path

from generator import guides
from generator.files import File
from generator.found.beside import beside
from generator.memory import Memory
from generator.output import MARK
from generator.pages.editions import pages
from generator.pages.page import Page
from generator.pages.render import Printer, headers
from generator.pages.views import Sight
from generator.pages.wording import words_of
from generator.pictures.gallery import pictures
from generator.problems import Fault, Problem
from generator.publishing import publish
from generator.reading import Reading, shop
from generator.writing.schema import Values
from webhook import catalogue


def make(
    reading: Reading,
    folders: Sequence[Path],
    output: Path,
    memory: Memory,
    now: datetime,
    *,
    practice: bool,
    reload: bool,
) -> tuple[int, int]:
    """Publish what was read to ``output``; returns how many pages there are, and how many files were written.

    Raises Fault, NotOurs, and TOMLDecodeError for words that cannot be read.
    """
    made, printer, files = _files(reading, folders, memory, now, practice=practice, reload=reload)

    def prepare(paths: Set[str]) -> None:
        printer.prepare([page for page in made if page.file in paths])

    return len(made), publish(files, output, memory.cache, prepare, memory.published)


def _files(
    reading: Reading, folders: Sequence[Path], memory: Memory, now: datetime, *, practice: bool, reload: bool
) -> tuple[list[Page], Printer, list[File]]:
    """The pages, what fills them in, and every file of the site, the pages among them."""
    public = shop(reading, practice=practice)
    words = words_of(folders, reading.assets.look, memory.cache)
    _speaks(reading, words.languages)
    logo = (reading.content.shop.values.get("theme") or Values()).get("logo")
    offered = pictures(reading.assets.photos, memory.cache, make=not practice, logo=logo)
    here = now.astimezone(reading.content.zone)  # as all dates of the shop are: those compare quickly
    sight = Sight(reading=reading, shop=public, words=words, now=here, pictures=offered, last=memory.sight)
    memory.sight = sight
    settings = replace(public, assets={})
    base = _key(reading.base, reading.assets.look, settings, practice, reload)
    made = list(pages(sight, base, reload=reload))
    look = reading.assets.look
    printer = Printer(folders, public, words, memory.cache, base, pages=len(made), practice=practice, look=look)
    printer = memory.printer(printer)
    # What takes a while of its own comes first: one core would be at it when the other has nothing left to do.
    ordered = sorted(made, key=lambda page: page.frequent)
    files = [File(page.file, page.key, partial(printer.page, page)) for page in ordered]
    return made, printer, [*_beside(sight, made, now), *files, *reading.assets.files(), *offered.files()]


def _beside(sight: Sight, made: list[Page], now: datetime) -> Iterator[File]:
    """What lies beside the pages: the catalogue, and what hosts and search engines read."""
    reading, public = sight.reading, sight.shop
    whole = catalogue.Catalogue(format=catalogue.FORMAT, built_at=now, shop=public, items=reading.items)
    # The look is part of it: a service that runs reads words and templates anew when the catalogue changes.
    key = _key(reading.base, reading.assets.look, public, sorted(reading.digests.items()))
    yield File(path=MARK, key=key, make=lambda: catalogue.write(whole, guides.lines(reading, public)))
    yield File(path="_headers", key=_key(headers(public)), make=lambda: headers(public))
    yield from beside(sight, made)


def _key(*parts: object) -> str:
    return blake2b(str(parts).encode(), digest_size=16).hexdigest()


def _speaks(reading: Reading, known: Sequence[str]) -> None:
    """Raise Fault when the shop has a language that there are no words for."""
    entry = reading.content.shop
    for language in reading.content.languages:
        if language not in known:
            values = {"value": language, "languages": ", ".join(known)}
            line = entry.values.at("languages")
            raise Fault(Problem(file=entry.file, line=line, field="languages", code="no_words", values=values))
