"""``peers``: Mogiri beside Hugo, Eleventy, MkDocs and Pelican on the same events. By hand only: it installs them.

They go into a folder outside the project (``MOGIRI_BENCH_TOOLS``, else one in the temporary folder) and stay there.
"""

import statistics
import tempfile
from pathlib import Path

from tests.benchmarks.peers import eleventy, hugo, mkdocs, mogiri, pelican
from tests.benchmarks.peers.evenings import evenings
from tests.benchmarks.peers.targets import told
from tests.benchmarks.peers.trials import Trial
from tests.benchmarks.report import Figure, Table

SIZES = (100, 1000)
STEPS = ("cold", "nothing", "one", "deleted")

Figures = dict[str, float | None]
"""Middle figures of a tool by step: seconds, ``peak`` in MB, ``watch`` in ms; None where nothing can be measured."""


def measure(*, sizes: tuple[int, ...] = SIZES, times: int = 3) -> Table:
    """Every tool at every size; they take turns, and the middle of ``times`` counts."""
    table = Table(
        title="Peers: Mogiri beside other site generators, the same events, a page each, listings, tags and a feed",
        columns=("events", "tool", *_heads(), *(f"Mogiri/{step}" for step in (*STEPS, "peak", "watch"))),
        ratios=tuple(f"Mogiri/{step}" for step in (*STEPS, "peak", "watch")),
        notes=[
            "cold: neither output nor cache; nothing, one: a new process after no change, or a new title of one event",
            "deleted: output gone, cache kept; for a tool without a cache the ratio is to its cold build",
            "watch: ms from a save to the rewritten front page; MkDocs rewrites no listing by itself",
            "MkDocs' second builds are --dirty; its listings and tag pages are given to it as Markdown",
        ],
    )
    for size in sizes:
        figures = _measured(size, times)
        for name, ours in figures.items():
            table.add(events=size, tool=name, **_shown(ours), **_ratios(figures["Mogiri"], ours, name))
        table.notes += told(size, figures)
    return table


def _measured(size: int, times: int) -> dict[str, Figures]:
    tools = [made.tool() for made in (mogiri, hugo, eleventy, mkdocs, pelican)]
    events = evenings(size)
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as home:
        trials = [Trial(tool, Path(home) / tool.name.split()[0].lower()) for tool in tools]
        for trial in trials:
            trial.folder.mkdir()
            trial.tool.write(trial.folder, events)
            trial.cold()  # compiled modules are there from now on, as on any machine from the second build on
        runs = [{trial.tool.name: _round(trial) for trial in trials} for _ in range(times)]
        last = {trial.tool.name: _last(trial) for trial in trials}
    return {name: _middle([each[name] for each in runs]) | last[name] for name in last}


def _round(trial: Trial) -> Figures:
    return {"cold": trial.cold(), "nothing": trial.nothing(), "one": trial.one(), "deleted": trial.deleted()}


def _last(trial: Trial) -> Figures:
    saves = trial.watched()
    return {"peak": trial.peak(), "watch": statistics.median(saves) if saves else None}


def _middle(rounds: list[Figures]) -> Figures:
    found: Figures = {}
    for step in STEPS:
        values = [value for each in rounds if (value := each[step]) is not None]
        found[step] = statistics.median(values) if values else None
    return found


def _heads() -> tuple[str, ...]:
    return (*(f"{step} s" for step in STEPS), "peak MB", "watch ms")


def _shown(figures: Figures) -> dict[str, Figure]:
    units = dict.fromkeys(STEPS, "s") | {"peak": "MB", "watch": "ms"}
    return {f"{step} {units[step]}": figures[step] for step in units}


def _ratios(ours: Figures, theirs: Figures, name: str) -> dict[str, Figure]:
    """Ours over theirs, step by step; nothing beside ourselves."""
    found: dict[str, Figure] = {}
    for step in (*STEPS, "peak", "watch"):
        mine, other = ours[step], theirs[step] if step != "deleted" else theirs["deleted"] or theirs["cold"]
        found[f"Mogiri/{step}"] = mine / other if mine and other and name != "Mogiri" else None
    return found
