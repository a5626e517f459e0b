"""The build as one page: read, check, render, write. A build that fails leaves what was published untouched."""

import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from generator.content import shown_name
from generator.output import MARK, NotOurs, replacing, write
from generator.pages import Page, pages
from generator.problems import Problem, failing, in_reading_order
from generator.reading import Reading, read, shop
from generator.render import BESIDE, COMPILED, ICONS, Fault, headers, render, words_slips
from generator.views import Sight
from webhook import catalogue, clock
from webhook.templates import environment, site_folders
from webhook.words import Words


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a build came to. ``pages`` is 0 when nothing was written."""

    problems: list[Problem]
    pages: int = 0
    seconds: float = 0.0

    @property
    def written(self) -> bool:
        """Whether the new site is in place."""
        return self.pages > 0


def build(
    content: Path,
    output: Path,
    *,
    now: datetime | None = None,
    strict: bool = False,
    practice: bool = False,
    reload: bool = False,
) -> Result:
    """Publish the shop in ``content`` to the folder ``output``.

    ``now`` (aware) is the moment the pages are made for. ``strict`` lets warnings stop it too; ``practice`` marks the
    shop as one that takes no money; ``reload`` lets its pages follow the next builds.
    """
    started = time.perf_counter()
    content = content.resolve()
    problems: list[Problem] = []
    reading = read(content, site_folders(content.parent), problems.append)
    if reading is None or failing(problems, strict=strict):
        return Result(problems=in_reading_order(problems))
    try:
        site = _rendered(reading, content, now or clock.now(), practice=practice, reload=reload)
        with replacing(output) as fresh:
            _write(site, reading, fresh)
    except tomllib.TOMLDecodeError as error:
        return Result(problems=[*problems, *words_slips(site_folders(content.parent), error)])
    except Fault as fault:
        return Result(problems=in_reading_order([*problems, fault.problem]))
    except NotOurs:
        shown = shown_name(output)
        return Result(problems=[Problem(file=shown, code="not_ours", values={"folder": shown})])
    seconds = time.perf_counter() - started
    return Result(problems=in_reading_order(problems), pages=len(site.pages), seconds=seconds)


def check(content: Path) -> list[Problem]:
    """Everything wrong with the shop in ``content``, in the order of reading; nothing is written."""
    content = content.resolve()
    problems: list[Problem] = []
    read(content, site_folders(content.parent), problems.append)
    return in_reading_order(problems)


@dataclass(frozen=True, kw_only=True)
class _Site:
    """The whole site in memory: HTML by file, and what lies beside the pages."""

    pages: dict[str, str]
    beside: dict[str, str]


def _rendered(reading: Reading, content: Path, now: datetime, *, practice: bool, reload: bool) -> _Site:
    folders = site_folders(content.parent)
    public = shop(reading, practice=practice)
    env = environment(folders, public, practice=practice)
    env.bytecode_cache = COMPILED
    env.auto_reload = False  # one build sees one state of the templates, and need not look at their files for each page
    words = cast(Words, env.globals["words"])
    _speaks(reading, words.languages)
    sight = Sight(reading=reading, shop=public, words=words, now=now)
    made = list(pages(sight, reload=reload))
    whole = catalogue.Catalogue(format=catalogue.FORMAT, built_at=now, shop=public, items=reading.items)
    beside = {MARK: catalogue.write(whole), "_headers": headers(public)}
    first = made[0].context | {"pages": [page.context["page"] for page in made], "now": now}
    for name in set(BESIDE) & set(env.list_templates()):
        beside[name] = render(env, Page(file=name, template=name, context=first), folders)
    return _Site(pages={page.file: render(env, page, folders) for page in made}, beside=beside)


def _speaks(reading: Reading, known: Sequence[str]) -> None:
    """Raise Fault when the shop has a language that there are no words for."""
    entry = reading.content.shop
    for language in reading.content.languages:
        if language not in known:
            values = {"value": language, "languages": ", ".join(known)}
            line = entry.values.at("languages")
            raise Fault(Problem(file=entry.file, line=line, field="languages", code="no_words", values=values))


def _write(site: _Site, reading: Reading, fresh: Path) -> None:
    reading.assets.write(fresh)
    for name in ICONS:
        if (icon := reading.assets.file(f"images/{name}")) is not None:
            write(fresh, name, icon)
    for file, text in (site.pages | site.beside).items():
        write(fresh, file, text)
