"""The build as one page: read, check, render, write. A build that fails leaves what was published untouched."""

import contextlib
import gc
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from time import perf_counter, time_ns

from generator.cache import cache_of
from generator.confiding import confide
from generator.content import Content, shown_name
from generator.law import lints as law
from generator.memory import Memory
from generator.output import NotOurs
from generator.pages.wording import words_slips
from generator.pictures import images
from generator.problems import Fault, Problem, failing, in_reading_order
from generator.reading import Reading, read
from generator.unchanged import Basis
from webhook import clock
from webhook.look import site_folders


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a build came to. ``pages`` is 0 when it failed; ``files`` is how many files of the site are new.

    ``basis`` is what the outcome rests on, unless it is kept in a memory of the caller's.
    """

    problems: list[Problem]
    pages: int = 0
    files: int = 0
    seconds: float = 0.0
    basis: Basis | None = None

    @property
    def written(self) -> bool:
        """Whether the site is now what the content says."""
        return self.pages > 0


def build(
    content: Path,
    output: Path,
    *,
    now: datetime | None = None,
    strict: bool = False,
    practice: bool = False,
    reload: bool = False,
    memory: Memory | None = None,
) -> Result:
    """Publish the shop in ``content`` to the folder ``output``.

    ``now`` is the moment the pages are made for; without an offset it is the shop's time. ``strict`` lets warnings
    stop it too; ``practice`` marks the shop as one that takes no money; ``reload`` lets its pages follow the next
    builds. ``memory`` is what an earlier build of the same process left, to be kept by who has it; without one, that
    of the cache counts, and is kept.
    """
    content = content.resolve()
    known = memory or Memory(cache_of(content))
    with undisturbed():
        result = _build(
            content, output, known, now, strict=strict, practice=practice, reload=reload, based=memory is None
        )
    if memory is None:
        known.keep()
    return result


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Without looks for garbage: nearly all that a build makes is needed until its end."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _build(
    content: Path,
    output: Path,
    memory: Memory,
    now: datetime | None,
    *,
    strict: bool,
    practice: bool,
    reload: bool,
    based: bool,
) -> Result:
    started, began = perf_counter(), time_ns()
    problems: list[Problem] = []
    folders = site_folders(content.parent)
    images.recall(memory.cache)
    reading = read(content, folders, problems.append, memory, meanwhile=_load)
    images.retain(memory.cache)
    if reading is None:
        return Result(problems=in_reading_order(problems))
    set_, now = now is not None, _moment(now, reading.content)
    law.of_shop(reading.content, reading.items, now)
    if failing(problems, strict=strict):
        return Result(problems=in_reading_order(problems))
    try:
        from generator.making import make

        pages, written = make(reading, folders, output, memory, now, practice=practice, reload=reload)
        confided = confide(reading.content)
    except tomllib.TOMLDecodeError as error:
        return Result(problems=[*problems, *words_slips(folders, error)])
    except Fault as fault:
        return Result(problems=in_reading_order([*problems, fault.problem]))
    except NotOurs:
        shown = shown_name(output)
        return Result(problems=[Problem(file=shown, code="not_ours", values={"folder": shown})])
    seconds = perf_counter() - started
    return Result(
        problems=in_reading_order(problems),
        pages=pages,
        files=written,
        seconds=seconds,
        basis=_basis(reading, folders, output.absolute(), memory, now, began, set_=set_, confided=confided)
        if based
        else None,
    )


def _load() -> None:
    """Load the second half while another process has begun to parse."""
    import generator.making  # noqa: F401 - that is all


def check(content: Path, now: datetime | None = None, *, published: str | None = None) -> list[Problem]:
    """Everything wrong with the shop in ``content`` at the moment ``now`` (as in ``build``), in the order of reading.

    With ``published``, an address or empty for the shop's own, the shop as it is there is asked what has been sold.
    """
    content = content.resolve()
    problems: list[Problem] = []
    memory = Memory(cache_of(content))
    reading = read(content, site_folders(content.parent), problems.append, memory)
    memory.keep()
    if reading:
        law.of_shop(reading.content, reading.items, _moment(now, reading.content))
    if reading and published is not None:
        from generator.law import sold  # what asks the network is not loaded by a build

        sold.look(reading.content, reading.items, published.rstrip("/"))
    return in_reading_order(problems)


def _moment(now: datetime | None, content: Content) -> datetime:
    return clock.now() if now is None else now if now.tzinfo else now.replace(tzinfo=content.zone)


def _basis(
    reading: Reading,
    folders: Sequence[Path],
    output: Path,
    memory: Memory,
    now: datetime,
    began: int,
    *,
    set_: bool,
    confided: Path,
) -> Basis:
    """The outcome holds until something changes by itself, and no longer than its day: checks look at dates too.

    One for a moment that was set holds for ever.
    """
    zone = reading.content.zone
    midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone).timestamp()
    later = (moment for moments in reading.moments.values() for moment in moments if moment > now.timestamp())
    read = dict.fromkeys([reading.content.folder, reading.content.folder.parent / "site", *folders])
    return Basis(
        folders=[str(folder) for folder in read],
        seen=memory.seen.signs(),
        output=str(output),
        written={
            str(confided): (confided.stat().st_mtime_ns, confided.stat().st_size),
            **{
                f"{output}/{path}": (changed, size)
                for path, (_, changed, size) in memory.published[str(output)].items()
            },
        },
        began=began,
        since=0 if set_ else now.timestamp(),
        until=float("inf") if set_ else min((midnight, *later)),
    )
