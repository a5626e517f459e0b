"""Everything in plain files: each table as JSON lines, which can be read back, and as CSV for people."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from peewee import Model, fn

from webhook import clock
from webhook.database import MIGRATIONS, snapshot
from webhook.http import csv_form
from webhook.keeping import archive, carrying
from webhook.keeping.archive import Writing
from webhook.models import Payment, Refund
from webhook.usage import counting, figures

Progress = Callable[[int, int], None]
"""Told how many of how many rows are done."""


def export(
    target: Path, *, secrets: bool, csv_too: bool = True, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Write all that the shop knows into a folder or ``.zip`` file, as of one moment; returns the manifest.

    Without ``secrets`` nothing in it opens a ticket or an account, and a shop that reads it in makes new ones. Raises
    FileExistsError when the target is there.
    """
    with archive.writing(target) as files:
        return put(files, secrets=secrets, csv_too=csv_too, progress=progress)


def put(files: Writing, *, secrets: bool, csv_too: bool = True, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """The same into an archive that is open; ``at`` in the manifest is the moment it is of."""
    with snapshot():
        at, tables = clock.now(), carrying.tables(secrets=secrets)
        whole, done, rows = sum(carrying.count(table) for table in tables), 0, {}
        for table in tables:
            name = carrying.name_of(table)
            rows[name] = files.write(
                f"{name}.jsonl", _json_lines(table, secrets), table=name, rows=carrying.count(table)
            )
            if csv_too:
                files.write(f"csv/{name}.csv", _csv_lines(table, secrets))
            done += rows[name]
            progress(done, whole)
        manifest = {"at": at.isoformat(), "secrets": secrets, "schema": schema(), "totals": totals()}
        files.close(manifest)
    return manifest | {"rows": rows}


def schema() -> str:
    """The newest migration we know, which says how the tables are."""
    return max(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))


def totals() -> dict[str, int]:
    """What an exported shop and the one it is read into must agree on: units, and money that came and went."""
    cells = counting.cells(clock.now())
    units = figures.total(
        count for sessions in cells.values() for kinds in sessions.values() for count in kinds.values()
    )
    returned = Refund.select(fn.COALESCE(fn.SUM(Refund.amount), 0)).where(Refund.state == "succeeded").scalar()
    return {
        "issued": units.issued,
        "used": units.used,
        "unused": units.issued - units.used,
        "cancelled": units.cancelled,
        "received": int(Payment.select(fn.COALESCE(fn.SUM(Payment.received), 0)).scalar()),
        "returned": int(returned),
    }


def _json_lines(table: type[Model], secrets: bool) -> Iterator[bytes]:
    for row in carrying.read(table, secrets=secrets):
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _csv_lines(table: type[Model], secrets: bool) -> Iterator[bytes]:
    parts = ([[_cell(value) for value in row.values()]] for row in carrying.read(table, secrets=secrets))
    for text in csv_form.text(carrying.columns(table, secrets=secrets), parts):
        yield text.encode()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
