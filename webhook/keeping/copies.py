"""Backups while the service runs, and putting one in the place of everything.

SQLite's own form is one file, as small as can be and without a trace of what was deleted. The form that PostgreSQL
gets, and SQLite on demand, is the export's with its secrets: it can be restored on either database.
"""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from peewee import OperationalError

from webhook import clock
from webhook.database import MIGRATIONS, connect, database, is_postgres, transaction
from webhook.keeping import exporting, importing, marks
from webhook.keeping.archive import Damaged
from webhook.keeping.exporting import Progress
from webhook.settings import Settings

STEPS = 20_000
"""Steps of SQLite's machine between two looks at how far a copy has come."""


class Living(Exception):  # noqa: N818 - said to a person
    """The place is taken: by a service that runs, or by a shop that has sold (``code``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def back_up(settings: Settings, target: Path | None, progress: Progress = lambda *_: None) -> Path:
    """Copy the database of a service that may be running; returns where to. Raises FileExistsError."""
    target = target or _usual(settings)
    if target.exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_postgres() or target.suffix == ".zip":
        exporting.export(target, secrets=True, csv_too=False, progress=progress)
    else:
        _copy(target, progress)
    target.chmod(0o600)
    where = {"file": target.name, "folder": str(target.parent.resolve()), "bytes": target.stat().st_size}
    marks.note("backup", clock.now(), **where)
    return target


def restore(settings: Settings, source: Path, *, over: bool, progress: Progress = lambda *_: None) -> Path | None:
    """Put a backup in the place of the database; returns where the one before was kept, if it held anything.

    Refuses with Living while a service uses the database, or, unless ``over``, when it holds a shop. Raises Damaged.
    """
    plain = _is_sqlite(source)
    if plain and urlsplit(settings.database).scheme.startswith("postgres"):
        raise Damaged(str(source), "other_database")
    if plain:
        _examine(source)
        return _replace(settings, source, over=over)
    with importing.opened(source) as found:
        if not found.manifest["secrets"]:
            raise Damaged(str(source), "no_secrets")
        opened = connect(settings.database)
        try:
            kept = _make_way(settings, over=over)
            with transaction():
                importing.fill(found, progress)
        finally:
            opened.close_all()
    return kept


def _usual(settings: Settings) -> Path:
    form = "zip" if is_postgres() else "db"
    return settings.data / "backups" / f"mogiri-{clock.now():%Y%m%d-%H%M%S}.{form}"


def _copy(target: Path, progress: Progress) -> None:
    """``VACUUM INTO`` reads one moment's state while others write; the copy is looked through before it counts."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    whole = int(database.execute_sql("PRAGMA page_count").fetchone()[0])
    whole *= int(database.execute_sql("PRAGMA page_size").fetchone()[0])

    def look() -> int:
        progress(min(part.stat().st_size if part.exists() else 0, whole), whole)
        return 0

    connection = database.connection()
    connection.set_progress_handler(look, STEPS)
    try:
        database.execute_sql("VACUUM INTO ?", (str(part),))
        _examine(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(target)
    finally:
        connection.set_progress_handler(None, 0)
        part.unlink(missing_ok=True)
    progress(whole, whole)


def _examine(file: Path) -> None:
    """A whole SQLite database of ours, not of a newer version; raises Damaged."""
    known = {each.stem for each in MIGRATIONS.glob("[0-9]*.py")}
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as opened:
        try:
            whole = opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            pointing = opened.execute("PRAGMA foreign_key_check").fetchone() is None
            applied = {name for (name,) in opened.execute("SELECT name FROM schema_migration")}
        except sqlite3.DatabaseError as error:
            raise Damaged(str(file)) from error
    if not (whole and pointing):
        raise Damaged(str(file))
    if applied - known:
        raise Damaged(str(file), "newer")


def _replace(settings: Settings, source: Path, *, over: bool) -> Path | None:
    """Exchange the file. What was there moves aside: nothing is ever lost by restoring the wrong one."""
    place = Path(settings.database.removeprefix("sqlite:///"))
    kept = None
    if place.exists():
        opened = connect(settings.database)
        try:
            sold = not importing.is_new()
        finally:
            opened.close_all()
        if sold and not over:
            raise Living("sold")
        _alone(place)
        kept = place.with_name(f"{place.stem}.replaced-{clock.now():%Y%m%d-%H%M%S}{place.suffix}") if sold else None
    part = place.with_name(f"{place.name}.part")
    place.parent.mkdir(parents=True, exist_ok=True)
    part.touch(mode=0o600)
    shutil.copyfile(source, part)
    if kept:
        place.rename(kept)
    part.rename(place)
    connect(settings.database).close_all()
    return kept


def _alone(place: Path) -> None:
    """Take the file out of its write-ahead mode, which only works, and only makes sense, when nobody has it open."""
    with contextlib.closing(sqlite3.connect(place, timeout=1)) as opened:
        try:
            opened.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise Living("running") from error


def _make_way(settings: Settings, *, over: bool) -> Path | None:
    """Keep what is there as a backup of its own before it gives way."""
    if _others():
        raise Living("running")
    if importing.is_new():
        return None
    if not over:
        raise Living("sold")
    form = "zip" if is_postgres() else "db"
    return back_up(settings, settings.data / "backups" / f"replaced-{clock.now():%Y%m%d-%H%M%S}.{form}")


def _others() -> bool:
    """Whether anybody else has the database open."""
    if is_postgres():
        query = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return bool(database.execute_sql(query + " AND backend_type = 'client backend'").fetchone()[0])
    try:
        database.execute_sql("PRAGMA journal_mode = DELETE")
    except OperationalError:
        return True
    database.execute_sql("PRAGMA journal_mode = WAL")
    return False


def _is_sqlite(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(15) == b"SQLite format 3"
