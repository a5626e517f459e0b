"""Reading an export into a new, empty shop: everything or nothing, and every count as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from peewee import IntegrityError, Model

from webhook import clock
from webhook.database import transaction
from webhook.keeping import carrying, exporting, marks
from webhook.keeping.archive import Damaged, Reading
from webhook.keeping.exporting import Progress
from webhook.ledger import news
from webhook.models import Keyring, Mark, Shift, SignIn, SignInLink, Staff, Ticket

_REPLACED: tuple[type[Model], ...] = (SignInLink, SignIn, Shift, Staff, Keyring, Mark)
"""What a new shop may have already, the owner's account above all; those who come with the import take their place."""


class NotEmpty(Exception):  # noqa: N818 - said to a person
    """The shop holds something already."""


class Early(Exception):  # noqa: N818
    """A ticket was issued before the day on which the data is said to begin."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class Different(Exception):  # noqa: N818
    """What was read in does not add up to what was exported; ``what`` names the figure."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def load(place: Path, *, since: datetime | None = None, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """Read an export into the empty shop; returns its manifest.

    ``since``: tickets were issued before, too, but the export begins there; the usage page says so (S0-19). Raises
    Damaged, NotEmpty, Early, Different.
    """
    with opened(place) as found, transaction():
        if not is_new():
            raise NotEmpty
        fill(found, progress)
        early = Ticket.select().where(Ticket.issued_at < since).first() if since else None
        if early:
            raise Early(early.number)
        marks.note("import", clock.now(), **({"since": since.isoformat()} if since else {}))
    return found.manifest


def examine(place: Path) -> dict[str, Any]:
    """The manifest of an export that could be read in; raises Damaged or NotEmpty."""
    with opened(place) as found:
        if not is_new():
            raise NotEmpty
    return found.manifest


@contextmanager
def opened(place: Path) -> Iterator[Reading]:
    """An archive whose files are whole, and whose tables and columns we know; raises Damaged."""
    found = Reading(place)
    try:
        found.check()
        if found.manifest["schema"] > exporting.schema():
            raise Damaged(str(place), "newer")
        yield found
    finally:
        found.close()


def is_new() -> bool:
    """Whether nothing has been sold, said or promised here yet."""
    return all(carrying.empty(table) for table in carrying.tables() if table not in _REPLACED)


def fill(found: Reading, progress: Progress) -> None:
    """Put an archive in the place of everything, in the caller's transaction; raises Damaged or Different."""
    manifest, tables = found.manifest, carrying.tables()
    for table in reversed(tables):
        table.delete().execute()
    listed = {about["table"]: about for about in manifest["files"] if "table" in about}
    whole, done = sum(about["rows"] for about in listed.values()), 0
    for table in tables:
        about = listed.get(carrying.name_of(table))
        for rows in _batches(found.lines(about["name"]) if about else iter(())):
            _write(table, rows, found)
            done += len(rows)
            progress(done, whole)
        carrying.count_on(table)
        if about and carrying.count(table) != about["rows"]:
            raise Different(about["name"])
    news.start_over()
    _compare(manifest["totals"])


def _batches(rows: Iterator[carrying.Row]) -> Iterator[list[carrying.Row]]:
    while batch := list(islice(rows, carrying.BATCH)):
        yield batch


def _write(table: type[Model], rows: list[carrying.Row], found: Reading) -> None:
    try:
        carrying.write(table, rows, secrets=found.manifest["secrets"])
    except (KeyError, TypeError, ValueError, IntegrityError) as error:
        raise Damaged(f"{carrying.name_of(table)}.jsonl") from error


def _compare(expected: dict[str, int]) -> None:
    """Units and money must be what they were; what is over by now depends on the clock and is not compared."""
    found = exporting.totals()
    for what, value in expected.items():
        if found.get(what) != value:
            raise Different(what)
