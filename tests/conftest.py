"""What all tests share: a clock that returns to the real time, and databases of both kinds."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.cache import FOLDER
from tests.support import postgres
from webhook import clock


def pytest_configure(config: pytest.Config) -> None:
    """One cache for all shops that are built: their pictures are made once. Worker processes inherit it."""
    if FOLDER not in os.environ:
        made = os.environ[FOLDER] = tempfile.mkdtemp(prefix="mogiri-cache-")
        config.add_cleanup(lambda: shutil.rmtree(made, ignore_errors=True))


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    """Whatever a test does to the clock ends with it."""
    yield
    clock.set_to(None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as maintenance:
        yield maintenance


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database; every test that uses it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'mogiri.db'}"
        return
    maintenance = request.getfixturevalue("postgres_server")
    with postgres.fresh(maintenance, f"test_{uuid.uuid4().hex}") as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database, for what does not depend on the kind."""
    return f"sqlite:///{tmp_path / 'mogiri.db'}"


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In CI no test that needs a browser, PostgreSQL or Node may be left out quietly."""
    if report.skipped and {"browser", "postgres", "node"} & set(report.keywords):
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("CI") and _skipped:
        print("skipped in CI:", *_skipped, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
