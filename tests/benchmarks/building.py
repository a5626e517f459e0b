"""``build``: a cold ``mogiri build`` as a whole process, beside a process that only parses the same files."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import many_events
from tests.benchmarks.processes import Run, forget, python, run
from tests.benchmarks.report import Table

SIZES = ((100, ("en",)), (1000, ("en",)), (100, ("en", "ja")), (1000, ("en", "ja")))
TIMES = 3


def measure() -> Table:
    """Builds of 100 and 1,000 events in one language and in two; the middle of three runs each."""
    table = Table(
        title="Build: cold `mogiri build`, from spawn to exit",
        columns=("events", "languages", "build/parsing", "build s", "parsing s", "pages/s", "peak MB", "pages"),
        ratios=("build/parsing",),
    )
    for count, languages in SIZES:
        with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as folder:
            _measure(table, Path(folder), count, languages)
    table.notes = [
        "parsing: a process that only runs Python-Markdown and libyaml over the same files; a build cannot be below 1",
        f"one body of about 1.5 KB an event and language; runs take turns, the middle of {TIMES} counts",
    ]
    return table


def _measure(table: Table, folder: Path, count: int, languages: tuple[str, ...]) -> None:
    many_events.write(folder / "content", count, languages)
    build = python("-m", "generator", "build", "--lang", "en", "--now", many_events.NOW)
    floor = python("-m", "tests.benchmarks.parsing", "content")
    builds, floors = [], []
    for _ in range(TIMES):
        forget(folder, ("_site", ".mogiri"), folder / "gone")
        floors.append(run(floor, folder))
        builds.append(run(build, folder))
    seconds, parsing = _middle(builds, lambda each: each.seconds), _middle(floors, lambda each: each.seconds)
    pages = len(list((folder / "_site").rglob("*.html")))
    table.add(
        events=count,
        languages=len(languages),
        build_s=seconds,
        parsing_s=parsing,
        pages=pages,
        peak_MB=_middle(builds, lambda each: each.peak),
        **{"build/parsing": seconds / parsing, "pages/s": pages / seconds},
    )


def _middle(runs: list[Run], figure: Callable[[Run], float]) -> float:
    return statistics.median(figure(each) for each in runs)
