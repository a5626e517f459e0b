"""What all tests share: a clock that returns to the real time, and databases of both kinds."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import postgres
from webhook import clock


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
