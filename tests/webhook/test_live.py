"""Open pages hear what other processes do: by notice, for the look that comes by itself is far away here."""

import contextlib
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest

from tests.support import postgres
from tests.support.goods import JST
from tests.support.post_office import PostOffice
from tests.support.servers import free_port
from tests.support.town import answers
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, opened_shop, thing
from tests.webhook.terminal import ROOT, elsewhere, environment
from webhook import clock
from webhook.http import live
from webhook.pulse import line as wire

FAR = 3600.0


@pytest.fixture
def postgres_shop(tmp_path: Path, postgres_server: str, migrated_postgres: str, office: PostOffice) -> Iterator[Shop]:
    with (
        postgres.fresh(postgres_server, f"live_{uuid.uuid4().hex}", like=migrated_postgres) as url,
        opened_shop(tmp_path, url, office) as running,
    ):
        yield running


@pytest.fixture(autouse=True)
def no_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STILL_HERE", FAR)


@contextlib.contextmanager
def watched(client: httpx2.Client, path: str) -> Iterator[Iterator[dict[str, Any]]]:
    """What an open page is told, one after another."""
    with client.stream("GET", path) as stream:
        assert stream.status_code == 200
        yield (json.loads(text.removeprefix("data: ")) for text in stream.iter_lines() if text.startswith("data: "))


def used(feed: dict[str, Any]) -> int:
    return int(feed["totals"]["used"])


@contextlib.contextmanager
def another(shop: Shop) -> Iterator[str]:
    """A second process of the service on the same database; yields its address."""
    port = free_port()
    told = environment(shop, shop.settings.database)
    command = [sys.executable, "-m", "generator", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: answers(port), "the other process")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def stamp(url: str, staff: httpx2.Client, ticket: dict[str, Any]) -> None:
    with httpx2.Client(base_url=url, cookies=staff.cookies) as device:
        answer = device.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1})
    assert answer.json()["result"] in ("ok", "part"), answer.text


@pytest.mark.postgres
def test_a_stamp_at_one_process_reaches_the_pages_open_at_the_other(postgres_shop: Shop) -> None:
    shop = postgres_shop
    ticket, staff, owner = shop.ticket(thing("coffee")), shop.staff(), shop.owner()
    with another(shop) as url:
        with watched(owner, "/api/usage/stream") as feeds, watched(shop.fan, f"{ticket['url']}/stream") as pages:
            assert (used(next(feeds)), next(pages)["units_used"]) == (0, 0)
            stamp(url, staff, ticket)
            assert used(next(each for each in feeds if used(each))) == 1
            assert next(each for each in pages if each["units_used"])["units_used"] == 1
        tag = owner.get("/api/usage").headers["ETag"]
        for count in range(2, 6):
            stamp(url, staff, ticket)
            reloaded = owner.get("/api/usage", headers={"If-None-Match": tag})
            assert (reloaded.status_code, used(reloaded.json())) == (200, count), "a reload right after the stamp"
            tag = reloaded.headers["ETag"]


@pytest.mark.postgres
def test_a_line_that_was_cut_comes_back_and_catches_up(
    postgres_shop: Shop, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "WAITS", (0.05,))
    shop = postgres_shop
    shop.bought(thing("coffee"))
    owner, address = shop.owner(), shop.settings.database
    name = urlsplit(address).path[1:]
    lines = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND application_name = %s"
    with psycopg.connect(postgres_server, autocommit=True) as above, psycopg.connect(address) as beside:

        def there() -> list[Any]:
            return above.execute(lines, (name, wire.NAME)).fetchall()

        with watched(owner, "/api/usage/stream") as feeds:
            assert next(feeds)["totals"]["cancelled"] == 0
            [(first,)] = until(there, "the line")
            above.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            above.execute("SELECT pg_terminate_backend(%s)", (first,))
            until(lambda: not there(), "the line to be cut")
            beside.execute("UPDATE ticket SET cancelled_at = issued_at")
            beside.commit()
            assert owner.get("/api/usage").json()["totals"]["cancelled"] == 10, "a reload needs no line"
            above.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            assert next(feeds)["totals"]["cancelled"] == 10
            assert until(there, "the line to be back") != [(first,)]


def test_what_a_command_of_the_terminal_issues_is_seen_on_the_open_page(shop: Shop) -> None:
    with watched(shop.owner(), "/api/usage/stream") as feeds:
        assert next(feeds)["totals"]["issued"] == 0
        elsewhere(shop, shop.settings.database, "issue", "coffee", "--email", "a@example.com", "--name", "A")
        assert next(feeds)["totals"]["issued"] == 10


def test_a_rush_is_told_in_few_looks_and_the_last_one_is_whole(small_shop: Shop) -> None:
    ticket, staff, owner = small_shop.ticket(thing("coffee")), small_shop.staff(), small_shop.owner()
    with watched(owner, "/api/usage/stream") as feeds:
        assert used(next(feeds)) == 0
        for _ in range(10):
            stamp(small_shop.url, staff, ticket)
        told = []
        while not told or told[-1] < 10:
            told.append(used(next(feeds)))
    assert told[0] >= 1
    assert len(told) < 10, told


def test_S4_36_an_open_page_hears_that_a_day_is_over_although_nobody_does_anything(small_shop: Shop) -> None:
    small_shop.bought(line(quantity=2))
    clock.set_to(datetime(2027, 3, 5, 23, 59, 58, tzinfo=JST))
    with watched(small_shop.owner(), "/api/usage/stream") as feeds:
        assert next(feeds)["totals"]["no_show"] == 0
        assert next(feeds)["totals"]["no_show"] == 2
