"""The events of the benchmark as any tool may be given them, read from the very files that Mogiri builds."""

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.benchmarks import many_events

SITE = "Thousand Evenings"
WORDS = "A small house with something on nearly every night of the year."
PRICES = (("Adult", 3500), ("Student", 2000))
FEED = 20
"""Entries of the feed."""


@dataclass(frozen=True, kw_only=True)
class Evening:
    """One event; ``day`` as YYYY-MM-DD; ``body`` is Markdown whose links name the files of other evenings."""

    name: str
    title: str
    summary: str
    tags: list[str]
    day: str
    body: str


def evenings(count: int) -> list[Evening]:
    """So many of them."""
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as folder:
        many_events.write(Path(folder) / "content", count, ("en",))
        return [_evening(file) for file in sorted(Path(folder, "content", "events").glob("*.md"))]


def linked(body: str, address: Callable[[str], str]) -> str:
    """``body`` with its links to other evenings as ``address`` of their names."""
    return re.sub(r"\((evening-\d+)\.md\)", lambda found: f"({address(found[1])})", body)


def by_tag(events: list[Evening]) -> dict[str, list[Evening]]:
    """The events of every tag."""
    tags = sorted({tag for event in events for tag in event.tags})
    return {tag: [event for event in events if tag in event.tags] for tag in tags}


def fill(folder: Path, files: dict[str, str]) -> None:
    """Write ``files`` below ``folder``."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def _evening(file: Path) -> Evening:
    _, front, body = file.read_text("utf-8").split("---\n", 2)
    told = yaml.safe_load(front)
    day = str(told["sessions"][0]["starts"])[:10]
    known = {key: told[key] for key in ("title", "summary", "tags")}
    return Evening(name=file.stem, day=day, body=body.strip() + "\n", **known)
