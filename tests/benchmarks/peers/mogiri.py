"""Mogiri itself, beside the others."""

import sys
from pathlib import Path

from tests.benchmarks import many_events
from tests.benchmarks.peers.evenings import Evening
from tests.benchmarks.peers.tool import Tool
from tests.benchmarks.processes import python


def tool() -> Tool:
    """From this folder."""
    when = ("--lang", "en", "--now", many_events.NOW)
    return Tool(
        name="Mogiri",
        write=_write,
        events="content/events",
        build=[str(Path(sys.executable).with_name("mogiri")), "build", *when],
        output="_site",
        cache=".mogiri/cache",
        watch=python("-m", "generator", "dev", "--port", "0", "--data", "data", *when),
        watched_output="data/site",
    )


def _write(folder: Path, events: list[Evening]) -> None:
    many_events.write(folder / "content", len(events), ("en",))
