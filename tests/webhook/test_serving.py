"""What an operator is told when ``mogiri serve`` cannot start, or what it needs goes away: one sentence, its remedy."""

import logging
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest
from click.testing import CliRunner
from peewee import OperationalError

from generator.cli import commands
from tests.support.waiting import until
from tests.webhook.conftest import Shop
from tests.webhook.terminal import ROOT
from webhook.condition import readiness
from webhook.database import database, is_postgres
from webhook.worker import Worker

_SET = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "SMTP_URL", "MOGIRI_URL", "DATABASE_URL", "MOGIRI_PROXIES")
EMPTY = dict.fromkeys(_SET, "")


def serve(shop: Shop, *words: str, **environment: str) -> str:
    """What ``mogiri serve`` says before it ends."""
    return run(shop, "serve", *words, **environment)


def run(shop: Shop, *words: str, **environment: str) -> str:
    """What a command says before it ends; never a traceback."""
    settings = {"MOGIRI_SITE": str(shop.settings.site), "MOGIRI_DATA": str(shop.settings.data), "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(
        [sys.executable, "-m", "generator", *words],
        cwd=ROOT, env=os.environ | EMPTY | settings | environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in ran.stderr, ran.stderr
    assert "unexpected" not in ran.stderr, ran.stderr
    assert ran.returncode == 1, ran.stderr
    return ran.stderr


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("MOGIRI_URL", "mogiriza.example", "with its https://"),
        ("MOGIRI_URL", "https://mogiriza.example/shop", "without a path"),
        ("DATABASE_URL", "mysql://u:geheim@host/x", "other databases are not supported"),
        ("SMTP_URL", "mail.example:25", "smtp://user:password@host:587"),
        ("STRIPE_SECRET_KEY", "pk_live_geheim", "sk_live_"),
        ("STRIPE_WEBHOOK_SECRET", "we_geheim", "whsec_"),
        ("MOGIRI_PROXIES", "my proxy", "how many proxies"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_with_its_remedy(name: str, value: str, remedy: str) -> None:
    ran = CliRunner().invoke(commands, ["serve"], env=EMPTY | {name: value, "LC_ALL": "C.UTF-8"})
    assert (ran.exit_code, name in ran.output, remedy in ran.output) == (1, True, True), ran.output
    assert "geheim" not in ran.output


def test_what_it_cannot_use_is_told_in_words(small_shop: Shop, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Port {port} is in use" in serve(small_shop, "--port", port)
        practice = ("dev", "--content", "tests/shop/content", "--data", str(tmp_path / "dev"))
        assert f"Port {port} is in use" in run(small_shop, *practice, "--port", port)
    assert "does not answer" in serve(small_shop, "--port", "0", DATABASE_URL="postgresql://a:geheim@127.0.0.1:1/x")
    (tmp_path / "no.db").write_text("this is no database at all, but long enough to be looked at")
    assert "no address" in run(small_shop, "owner", "link", MOGIRI_SITE=str(tmp_path))
    shut = serve(small_shop, "--port", "0", DATABASE_URL=f"sqlite:///{tmp_path / 'no.db'}")
    assert "cannot be used: file is not a database" in shut


def test_a_database_of_a_newer_version_is_left_alone(small_shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "newer.db"
    with (
        sqlite3.connect(small_shop.settings.database.removeprefix("sqlite:///")) as ours,
        sqlite3.connect(file) as copy,
    ):
        ours.backup(copy)
        copy.execute("INSERT INTO schema_migration (name, applied) VALUES ('9000_later', '2030-01-01')")
    assert "a newer version" in serve(small_shop, "--port", "0", DATABASE_URL=f"sqlite:///{file}")


def test_a_database_that_is_away_is_said_once_not_at_every_round(
    small_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [OperationalError("gone\nfor now"), OperationalError("gone"), None, OperationalError("gone again")]

    def task() -> bool:
        answer = answers.pop(0)
        if answer:
            raise answer
        return False

    worker = Worker("trial", task, 60)
    with caplog.at_level(logging.ERROR):
        for _ in range(4):
            worker._round()
    told = [(record.getMessage(), record.exc_info) for record in caplog.records]
    words = "mogiri-trial: the database cannot be used, trying on: "
    assert told == [(words + "gone", None), (words + "gone again", None)]


def test_without_its_database_callers_are_asked_to_come_again_and_the_log_has_the_cause(
    small_shop: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = small_shop.ticket()["url"]

    def full(*_: object, **__: object) -> None:
        try:
            raise OperationalError("database or disk is full")
        except OperationalError:
            raise OperationalError("cannot rollback - no transaction is active")  # noqa: B904 - as it comes out of peewee

    monkeypatch.setattr("webhook.selling.checkout.hold", full)
    with caplog.at_level(logging.ERROR):
        answer = small_shop.checkout()
    assert (answer.status_code, answer.json()["error"]["code"], answer.headers["Retry-After"]) == (503, "away", "5")
    (told,) = caplog.records
    assert "database or disk is full" in told.getMessage()
    assert told.exc_info is None
    monkeypatch.setattr(database.obj, "execute_sql", full)
    assert small_shop.client().get("/healthz").status_code == 503
    assert small_shop.client().get("/readyz").status_code == 503
    seen = small_shop.client().get(page, headers={"Accept": "text/html"})
    assert (seen.status_code, "混み合っています" in seen.text) == (503, True)


def only_read(shop: Shop, refused: bool) -> None:
    """Let the database itself refuse what is written, on every connection from now on, or take it again."""
    if is_postgres():
        name = urlsplit(shop.settings.database).path[1:]
        able = "-c default_transaction_read_only=off"
        with psycopg.connect(shop.settings.database, autocommit=True, options=able) as beside:
            beside.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {"on" if refused else "off"}')
    else:
        with database.connection_context():
            database.obj.pragma("query_only", int(refused), permanent=True)


def test_who_cannot_store_is_alive_but_not_ready(
    shop: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = shop.ticket()["url"]
    monkeypatch.setattr(readiness, "FRESH", 3600)

    def says(path: str, wanted: int = 200) -> httpx2.Response | None:
        database.obj.close_idle()  # a connection that was busy at the change is as it was
        answer = shop.fan.get(path)
        return answer if answer.status_code == wanted else None

    def sells_nothing() -> bool:
        database.obj.close_idle()
        return shop.checkout().status_code == 503

    assert says("/readyz")
    only_read(shop, True)
    try:
        assert says("/readyz"), "it was tried not long ago"
        monkeypatch.setattr(readiness, "FRESH", 0)
        with caplog.at_level(logging.ERROR):
            answer = until(lambda: says("/readyz", 503), "the service to notice")
        assert answer
        assert (answer.json()["error"]["code"], answer.headers["Retry-After"]) == ("away", "5")
        assert [each for each in caplog.records if "/readyz" in each.getMessage() and "read" in each.getMessage()]
        assert says("/healthz")
        assert says(ticket), "what was sold can still be shown"
        until(sells_nothing, "a sale to be put off")
    finally:
        only_read(shop, False)
    until(lambda: says("/readyz"), "the service to be ready again")
