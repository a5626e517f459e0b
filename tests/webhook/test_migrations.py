"""The database comes up from nothing to what the tables say, once, whoever starts first."""

import subprocess
import sys
from pathlib import Path

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
