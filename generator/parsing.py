"""One entry as far as its own files and ``shop.md`` go: typed, checked, an item of the catalogue, its words as HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from generator.content import Content, Entry, entry_of
from generator.items import item_of
from generator.law import lints as law
from generator.pages.filling import Body, Link
from generator.problems import Problem
from generator.sources import Source
from webhook import catalogue, sales
from webhook.catalogue import Item

Said = Mapping[str, Body]
"""Words as HTML by the Markdown they were made of."""

_NOTHING: Said = {}


@dataclass(kw_only=True)
class Parsed:
    """What the files of one entry say. ``digest`` names their content; ``notes`` are the problems found in them.

    ``line`` is the item as the catalogue has it; ``moments`` are those at which something about it changes by itself,
    in seconds since 1970; ``daily`` is an event with a calendar. ``entry`` is None when the original cannot be read,
    ``item`` also for a page, or when too little of it is right. ``bodies`` gives the words by language.
    """

    digest: str
    notes: tuple[Problem, ...]
    entry: Entry | None = None
    item: Item | None = None
    line: str = ""
    moments: tuple[float, ...] = ()
    daily: bool = False
    bodies: Callable[[], dict[str, Body]] = dict
    links: dict[str, tuple[Link, ...]]
    """Of the words in each language, where they lead: a target, and whether it is a picture."""


def parse(source: Source, content: Content, digest: str, said: Said = _NOTHING) -> Parsed:
    """Parse the files of ``source`` for the shop of ``content``; what was ``said`` before need not be made again."""
    notes: list[Problem] = []
    entry = entry_of(source, content.shop.place, notes.append)
    if entry is None:
        return Parsed(digest=digest, notes=tuple(notes), links={})
    item = None if entry.kind == "page" else item_of(content, entry)
    law.of_entry(entry, content.shop.values, item.sessions if item else ())
    moments = tuple(moment.timestamp() for moment in sales.moments(item)) if item else ()
    bodies = bodies_of(entry, said)
    entry.settle()
    return Parsed(
        digest=digest,
        notes=tuple(notes),
        entry=entry,
        item=item,
        line=catalogue.line(item) if item else "",
        moments=moments,
        daily=entry.values.written("calendar"),
        bodies=lambda: bodies,
        links={language: body.links for language, body in bodies.items()},
    )


def bodies_of(entry: Entry, said: Said = _NOTHING) -> dict[str, Body]:
    """The words of an entry in each language there is: as they were ``said`` before, or made now."""
    texts = {language: document.body for language, document in entry.documents.items()}
    return {language: said.get(text) or _renderer()(text) for language, text in texts.items()}


@cache
def _renderer() -> Callable[[str], Body]:
    from generator.pages.body import renderer  # slow to load, and most builds have no new words

    return renderer()
