"""Holding the tally to the rows."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from webhook.database import snapshot
from webhook.tally import reading
from webhook.usage import counting
from webhook.usage.figures import Cells, Figures

Difference = tuple[str, Any, Any]
"""Figure, what the tally says, what the rows say."""


def differing(now: datetime) -> list[Difference]:
    """What the tally says otherwise than the rows, all of one moment. Counts every row: minutes, for a million."""
    with snapshot():
        tally, counted = reading.read(now), counting.figures(now)
    return list(_between(tally, counted))


def _between(tally: Figures, counted: Figures) -> Iterator[Difference]:
    for what, ours, theirs in (
        ("units", _cells(tally.cells), _cells(counted.cells)),
        ("holders", tally.holders, counted.holders),
        ("arrivals", tally.arrivals, counted.arrivals),
        ("sold", tally.sold, counted.sold),
    ):
        for place in sorted(ours.keys() | theirs.keys(), key=str):
            if ours.get(place) != theirs.get(place):
                named = " ".join(filter(None, [place] if isinstance(place, str) else place))
                yield f"{what} {named}", ours.get(place), theirs.get(place)


def _cells(cells: Cells) -> dict[Any, dict[str, Any]]:
    """A cell of nothing is as good as none."""
    counts = {
        (item, session, kind): count.json()
        for item, sessions in cells.items()
        for session, kinds in sessions.items()
        for kind, count in kinds.items()
    }
    return {place: count for place, count in counts.items() if any(count.values())}
