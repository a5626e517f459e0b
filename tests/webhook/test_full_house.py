"""A full house at the door: many devices at once on either database, and a process that is killed again and again."""

import http.client
import json
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support import house
from tests.support.crowds import Request, crowd
from tests.support.house import House
from tests.support.killing import process
from tests.support.servers import free_port
from tests.support.town import rows
from tests.support.waiting import until
from webhook import clock, codes
from webhook.database import connect, database
from webhook.door import beside
from webhook.models import SignIn, Ticket

DEVICES = 64
KILLS = 4


def test_64_devices_let_a_full_house_in_once_and_tell_every_second_who_and_when(
    tmp_path: Path, database_url: str
) -> None:
    full, port = house.fill(tmp_path, database_url, 200, DEVICES), free_port()
    shown = _shown(full, 40)
    asked = [_request(door, full.cookies[n % DEVICES], f"n-{n}") for n, door in enumerate(shown)]
    with process(port, _environment(tmp_path, port, database_url)):
        url = f"http://127.0.0.1:{port}"
        answers = crowd(url, asked, DEVICES)
        listed = json.dumps([{"door_code": door, "nonce": f"l-{n}"} for n, door in enumerate(full.doors)])
        again = crowd(url, [_posted(listed, full.cookies[0])], 1)[0].json()
    assert {answer.status for answer in answers} == {200}
    verdicts = [answer.json() for answer in answers]
    let_in = Counter(door for door, verdict in zip(shown, verdicts, strict=True) if verdict["result"] == "ok")
    assert let_in == dict.fromkeys(full.doors, 1)
    told = [verdict for verdict in verdicts if verdict["result"] != "ok"]
    assert [(each["result"], each["previous"]["staff"]) for each in told] == [("used", "係")] * 40
    assert all(each["previous"]["at"] for each in told)
    assert [each["result"] for each in again] == ["used"] * 200, "a list is one batch"
    assert _stored(database_url) == {v["stamp"]["id"]: 1 for v in verdicts if v["stamp"]}


def test_no_answered_stamp_is_missing_after_a_power_cut_and_none_is_there_twice(
    tmp_path: Path, database_url: str
) -> None:
    full, port = house.fill(tmp_path, database_url, 900, 16), free_port()
    told, devices = _environment(tmp_path, port, database_url), _Devices(full, port)
    devices.start()
    try:
        for _ in range(KILLS):
            with process(port, told) as running:
                before = len(devices.answered)
                until(lambda n=before: len(devices.answered) > n + 60, "some stamps", 30)
                running.kill()
        with process(port, told):
            devices.finish()
    finally:
        devices.stopped = True
    stored = _stored(database_url)
    assert {each["id"] for each in devices.answered.values()} == set(stored)
    assert set(stored.values()) == {1}
    assert rows(database_url, "SELECT COUNT(*), COUNT(DISTINCT ticket_id), SUM(units) FROM stamp") == [(900, 900, 900)]
    assert devices.lost >= KILLS, "answers that a kill has taken"


@pytest.mark.skipif(not beside.can_be(), reason="one core: the door has no process of its own")
def test_the_door_goes_on_when_the_process_beside_it_is_killed(tmp_path: Path, sqlite_url: str) -> None:
    full, port = house.fill(tmp_path, sqlite_url, 400, 16), free_port()
    devices = _Devices(full, port)
    with process(port, _environment(tmp_path, port, sqlite_url)) as running:
        (door,) = _children(running.pid)
        devices.start()
        until(lambda: len(devices.answered) > 60, "some stamps", 30)
        os.kill(door, signal.SIGKILL)
        devices.finish()
        assert _children(running.pid) == []
    assert devices.lost == 0, "what was on its way is settled here"
    assert {each["id"] for each in devices.answered.values()} == set(_stored(sqlite_url))
    assert rows(sqlite_url, "SELECT COUNT(*), COUNT(DISTINCT ticket_id), SUM(units) FROM stamp") == [(400, 400, 400)]


@pytest.mark.parametrize(
    ("does", "status"),
    [("SELECT RAISE(ABORT, 'a page of the file is broken')", 500), ("SELECT abs(-9223372036854775807 - 1)", 503)],
)
def test_a_stamp_that_cannot_be_stored_stops_nobody_behind_it(
    tmp_path: Path, sqlite_url: str, does: str, status: int
) -> None:
    full, port = house.fill(tmp_path, sqlite_url, 3, 1), free_port()
    opened = connect(sqlite_url)
    number = Ticket.get(Ticket.door_code == full.doors[0]).id
    database.execute_sql(
        f"CREATE TRIGGER broken BEFORE INSERT ON stamp WHEN NEW.ticket_id = {number} BEGIN {does}; END"
    )
    opened.close_all()
    with process(port, _environment(tmp_path, port, sqlite_url)):
        asked = [_request(door, full.cookies[0], f"n-{door}") for door in full.doors]
        answers = crowd(f"http://127.0.0.1:{port}", asked, 1)
    assert [answer.status for answer in answers] == [status, 200, 200]
    assert [answer.json()["result"] for answer in answers[1:]] == ["ok", "ok"]


def test_the_process_beside_the_door_ends_with_a_killed_service_and_leaves_the_turn_to_others(
    tmp_path: Path, sqlite_url: str
) -> None:
    full, port = house.fill(tmp_path, sqlite_url, 1, 1), free_port()
    with process(port, _environment(tmp_path, port, sqlite_url)) as running:
        doors = _children(running.pid)
        running.kill()
        running.join()
    until(lambda: not any(Path(f"/proc/{each}").exists() for each in doors), "its end", 30)
    with process(port, _environment(tmp_path, port, sqlite_url)):
        verdict = crowd(f"http://127.0.0.1:{port}", [_request(full.doors[0], full.cookies[0], "n")], 1)[0].json()
    assert verdict["result"] == "ok"


def test_a_device_that_is_stopped_in_the_rush_is_out_at_once(tmp_path: Path, sqlite_url: str) -> None:
    full, port = house.fill(tmp_path, sqlite_url, 3, 2), free_port()
    with process(port, _environment(tmp_path, port, sqlite_url)):
        url, (stopped, other) = f"http://127.0.0.1:{port}", full.cookies
        asked = [(full.doors[0], stopped), (full.doors[1], other)]
        first = crowd(url, [_request(door, cookie, f"n-{door}") for door, cookie in asked], 2)
        opened = connect(sqlite_url)
        SignIn.update(stopped_at=clock.now()).where(
            SignIn.token_hash == codes.digest(stopped.partition("=")[2])
        ).execute()
        opened.close_all()
        asked = [(full.doors[2], stopped), (full.doors[2], other)]
        after = crowd(url, [_request(door, cookie, f"m-{cookie}") for door, cookie in asked], 1)
    assert [each.json()["result"] for each in first] == ["ok", "ok"]
    assert [each.status for each in after] == [401, 200]
    assert after[1].json()["result"] == "ok"


def test_a_commit_at_the_door_reaches_the_disk(sqlite_url: str) -> None:
    opened = connect(sqlite_url)
    with database.connection_context():
        assert database.execute_sql("PRAGMA synchronous").fetchone() == (2,), "FULL"
    opened.close_all()


class _Devices:
    """One thread for each cookie; what gets no answer is sent again with its nonce, as the door's page does."""

    def __init__(self, full: House, port: int) -> None:
        self.answered: dict[str, Any] = {}
        self.lost, self.stopped = 0, False
        self._port, self._doors, self._lock = port, iter(full.doors), threading.Lock()
        self._threads = [threading.Thread(target=self._stamp, args=(cookie,)) for cookie in full.cookies]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def finish(self) -> None:
        for each in self._threads:
            each.join(60)
            assert not each.is_alive(), "a device is still waiting"

    def _stamp(self, cookie: str) -> None:
        while True:
            with self._lock:
                door = next(self._doors, None)
            if door is None:
                return
            self._until_answered(_request(door, cookie, f"n-{door}"), door)

    def _until_answered(self, request: Request, door: str) -> None:
        while not self.stopped:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            try:
                connection.request("POST", request.path, request.body, dict(request.headers))
                verdict = json.loads(connection.getresponse().read())
            except ConnectionRefusedError:
                threading.Event().wait(0.05)  # nobody is there: the next process is on its way
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.lost += 1
            else:
                assert verdict["result"] == "ok", verdict
                self.answered[door] = verdict["stamp"]
                return
            finally:
                connection.close()


def _children(process: int | None) -> list[int]:
    """The processes that a process has begun, except those that have ended and only wait to be noticed."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    found = [int(each) for file in lists for each in file.read_text("ascii").split()]
    return [each for each in found if ") Z " not in Path(f"/proc/{each}/stat").read_text("utf-8")]


def _shown(full: House, twice: int) -> Sequence[str]:
    """Every door once and some of them twice, in any order."""
    chance = random.Random(64)
    shown = full.doors + chance.sample(full.doors, twice)
    chance.shuffle(shown)
    return shown


def _request(door: str, cookie: str, nonce: str) -> Request:
    return _posted(json.dumps({"door_code": door, "units": 1, "nonce": nonce}), cookie)


def _posted(body: str, cookie: str) -> Request:
    return Request(path="/api/stamps", body=body.encode(), headers=(("Cookie", cookie),))


def _stored(database_url: str) -> dict[str, int]:
    """How often each stamp's ticket was stamped, by the stamp's id."""
    tickets = Counter(ticket for (ticket,) in rows(database_url, "SELECT ticket_id FROM stamp"))
    return {str(each): tickets[ticket] for each, ticket in rows(database_url, "SELECT id, ticket_id FROM stamp")}


def _environment(folder: Path, port: int, database_url: str) -> dict[str, str]:
    url = f"http://127.0.0.1:{port}"
    return {
        "MOGIRI_DATA": str(folder),
        "MOGIRI_SITE": str(folder / "_site"),
        "MOGIRI_URL": url,
        "DATABASE_URL": database_url,
    }
