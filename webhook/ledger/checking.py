"""Looking the ledger through: the chain link by link, and whether its figures are those of the rows."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webhook.keeping import exporting
from webhook.ledger import entries
from webhook.models import LedgerEntry
from webhook.usage import counting

BATCH = 2000

Cell = tuple[str, str, str]
"""Item, session and ticket type."""
Units = tuple[int, int, int]
"""Issued, used and cancelled."""


@dataclass(kw_only=True)
class Report:
    """What was found. ``broken``: the first entry whose link does not hold; ``missing``: the noted head is not there.

    ``differing``: figure, what the ledger says, what the rows say.
    """

    count: int = 0
    head: str = entries.BEGINNING
    broken: int | None = None
    missing: bool = False
    differing: list[tuple[str, Any, Any]] = field(default_factory=list)
    units: dict[Cell, Units] = field(default_factory=dict)
    """What the chain alone says was issued, used and cancelled."""

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken is None and not self.missing and not self.differing


@dataclass(kw_only=True)
class _State:
    """The last word of every ticket, stamp and payment."""

    tickets: dict[str, Any] = field(default_factory=dict)
    stamps: dict[int, Any] = field(default_factory=dict)
    payments: dict[int, Any] = field(default_factory=dict)

    def take(self, entry: dict[str, Any]) -> None:
        place: dict[Any, Any] = getattr(self, f"{entry['kind']}s")
        place[entry[entry["kind"]]] = entry


def check(now: datetime, noted: tuple[int, str] | None = None) -> Report:
    """Follow the chain and rebuild every figure from it; ``noted`` is a head that somebody wrote down before."""
    report, state = Report(), _State()
    found = noted is None or noted == (0, entries.BEGINNING)
    for row in _rows():
        linked = entries.chained(report.head, row.body)
        told = json.loads(row.body)
        if row.number != report.count + 1 or linked != row.hash or told["number"] != row.number:
            report.broken = row.number
            return report
        report.count, report.head = row.number, row.hash
        found = found or (noted is not None and noted[0] == row.number and row.hash.startswith(noted[1]))
        state.take(told)
    report.missing = not found
    report.units = _units(state)
    report.differing = [*_other_units(report.units, now), *_money(state)]
    return report


def _rows() -> Iterator[LedgerEntry]:
    last = 0
    while True:
        batch = list(LedgerEntry.select().where(LedgerEntry.number > last).order_by(LedgerEntry.number).limit(BATCH))
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].number


def _units(state: _State) -> dict[Cell, Units]:
    """Issued, used and cancelled of every cell, from the last words alone."""
    used: dict[str, int] = defaultdict(int)
    for stamp in state.stamps.values():
        for line, units in stamp["lines"].items():
            used[line] += 0 if stamp["undone"] else units
    cells: dict[Cell, Units] = {}
    for ticket in state.tickets.values():
        for line, (kind, units, _) in ticket["lines"].items():
            where, spent = (ticket["item"], ticket["session"], kind), used[line]
            one = (spent, spent, units - spent) if ticket["cancelled"] else (units, spent, 0)
            before = cells.get(where, (0, 0, 0))
            cells[where] = (before[0] + one[0], before[1] + one[1], before[2] + one[2])
    return cells


def _other_units(ours: dict[Cell, Units], now: datetime) -> Iterator[tuple[str, Any, Any]]:
    """Where the rows count otherwise."""
    theirs = {
        (item, session, kind): (count.issued, count.used, count.cancelled)
        for item, sessions in counting.cells(now).items()
        for session, kinds in sessions.items()
        for kind, count in kinds.items()
    }
    for where in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(where, (0, 0, 0)), theirs.get(where, (0, 0, 0))
        for name, mine, other in zip(("issued", "used", "cancelled"), here, there, strict=True):
            if mine != other:
                yield f"{name} {' '.join(filter(None, where))}", mine, other


def _money(state: _State) -> Iterator[tuple[str, Any, Any]]:
    rows = exporting.totals()
    for name in ("received", "returned"):
        ours = sum(payment[name] for payment in state.payments.values())
        if ours != rows[name]:
            yield name, ours, rows[name]
