"""What all tests share: a clock that returns to the real time, and databases of both kinds."""

import functools
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpcore2
import httpx2
import pytest
from hypothesis import Phase, settings

from generator.cache import FOLDER
from tests.support import postgres
from tests.support.waiting import PATIENCE
from webhook import clock, database

httpcore2.default_ssl_context = functools.cache(httpcore2.default_ssl_context)
"""Reading all authorities of the web takes a client longer than most of what it asks here, which is without TLS."""

httpx2._config.DEFAULT_TIMEOUT_CONFIG.__init__(PATIENCE)
"""Nothing here is about a client that gives up: its five seconds are too short for a machine with much else to do."""

settings.register_profile("ci", phases=[phase for phase in Phase if phase != Phase.shrink])
"""Where nobody waits to read the smallest example, looking for it only hides the first one behind a timeout."""
if os.environ.get("CI"):
    settings.load_profile("ci")


MEMORY, ROOM = Path("/dev/shm"), 4 << 30
"""Where Linux keeps files in memory, and the free bytes to ask for: the whole suite needs a few hundred megabytes."""


def pytest_configure(config: pytest.Config) -> None:
    """Files in memory, and one cache for all shops that are built. Worker processes inherit both.

    Every commit of SQLite waits for the disk, as it has to in a shop. What these tests kill is the service, never its
    machine: for them memory is as good, and a test is over in a third of the time.
    """
    if "TMPDIR" not in os.environ and _in_memory():
        os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None
    if FOLDER not in os.environ:
        made = os.environ[FOLDER] = tempfile.mkdtemp(prefix="mogiri-cache-")
        config.add_cleanup(lambda: shutil.rmtree(made, ignore_errors=True))


def _in_memory() -> bool:
    """Whether programs can be run there, too: a container may forbid it, and may have next to no room."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    found = os.statvfs(MEMORY)
    return not found.f_flag & os.ST_NOEXEC and found.f_bavail * found.f_frsize >= ROOM


LONG = ("test_wheel", "tests/browser", "test_crash", "test_crowds", "test_again", "test_html", "test_publish")
"""What takes longest goes first, so that no worker is still at it when the others have nothing left to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((place for place, name in enumerate(LONG) if name in item.nodeid), len(LONG)))


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    """Whatever a test does to the clock ends with it."""
    yield
    clock.set_to(None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as maintenance:
        postgres.hurry(maintenance)
        yield maintenance


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """The name of a database that every test gets a copy of."""
    with postgres.fresh(postgres_server, "migrated") as url:
        database.connect(url).close_all()
        yield "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    file = tmp_path_factory.mktemp("migrated") / "mogiri.db"
    database.connect(f"sqlite:///{file}").close_all()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with all tables and no row; every test that uses it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server, model = request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_postgres")
    with postgres.fresh(server, f"test_{uuid.uuid4().hex}", like=model) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """The same on SQLite only, for what does not depend on the kind."""
    return f"sqlite:///{shutil.copyfile(migrated_sqlite, tmp_path / 'mogiri.db')}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with postgres.fresh(request.getfixturevalue("postgres_server"), f"empty_{uuid.uuid4().hex}") as url:
        yield url


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In CI no test that needs a browser, PostgreSQL or Node may be left out quietly."""
    if report.skipped and {"browser", "postgres", "node"} & set(report.keywords):
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("CI") and _skipped:
        print("skipped in CI:", *_skipped, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
