"""The database comes up from nothing to what the tables say, once, whoever starts first."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

from webhook import database
from webhook.models import TABLES, Unsealed

ROOT = Path(__file__).parent.parent.parent


def test_migrations_lead_to_the_tables_of_the_models(empty_database_url: str) -> None:
    opened = database.connect(empty_database_url)
    try:
        with opened.connection_context():
            assert all(entry.applied for entry in Runner(opened, str(database.MIGRATIONS)).status())
            changes = diff_models(opened, [*TABLES, Unsealed])
            assert not changes, changes
        assert database.migrate() == [], "a second time there is nothing to do"
    finally:
        opened.close_all()


def test_eight_processes_may_start_at_once(empty_database_url: str) -> None:
    program = f"from webhook import database; database.connect({empty_database_url!r}).close_all()"
    started = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(8)
    ]  # fmt: skip
    errors = [process.communicate(timeout=60)[1].decode() for process in started]
    assert [process.returncode for process in started] == [0] * 8, errors


REBUILDING = """from peewee import *


def up(migrator, db):
    for table in ("ticket", "ticket_line", "stamp", "stamp_line"):
        migrator.migrate(migrator.add_column(table, "extra", IntegerField(default=7)))
"""


def test_a_migration_that_builds_a_table_anew_leaves_its_triggers(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(database.MIGRATIONS, tmp_path / "migrations"))
    (folder / "9999_rebuilding.py").write_text(REBUILDING)

    def triggers() -> list[str]:
        found = database.database.execute_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY sql")
        return [sql for (sql,) in found.fetchall()]

    opened = database.connect(sqlite_url)
    try:
        with opened.connection_context():
            before = triggers()
            monkeypatch.setattr(database, "MIGRATIONS", folder)
            assert database.migrate() == ["9999_rebuilding"]
            assert "extra" in {column.name for column in opened.get_columns("stamp_line")}
            assert len(before) > 20
            assert triggers() == before
    finally:
        opened.close_all()
