"""``mogiri check --published``: what has been sold is asked of a shop that runs, and an absent one is no disaster."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.generator.conftest import Desk

LIVE, COFFEE = "events/live.md", "passes/coffee.md"


class Running:
    """A stand-in for the published shop: a catalogue as it was built, and what its stock feed says."""

    def __init__(self, desk: Desk) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        running = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                running.asked.append(self.path)
                status, body = running.answers.get(self.path, (404, b""))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        assert desk.build().exit_code == 0
        self.answers["/catalogue.json"] = (200, desk.page("catalogue.json").encode())
        self.feed: dict[str, Any] = {
            "live": _dated(fri=(12, 10, None), sat=(12, 10, None)),
            "coffee": {"state": "on_sale", "remaining": None, "price": 3000, "sessions": {}},
            "gift": {"state": "on_sale", "remaining": None, "price": 1000, "sessions": {}},
        }

    def publish(self) -> None:
        self.answers["/api/stock"] = (200, json.dumps({"items": self.feed}).encode())


def _dated(**left: tuple[int, int | None, int | None]) -> dict[str, Any]:
    """Sessions with what is left in all, of adults and of students."""
    ids = {"fri": "fri", "sat": "20270306-1400"}
    sessions = {}
    for name, (all_left, adults, students) in left.items():
        known = [each for each in (all_left, adults) if each is not None]
        tickets = {"adult": {"remaining": min(known)}, "student": {"remaining": students or all_left}}
        sessions[ids[name]] = {"state": "on_sale", "remaining": all_left, "tickets": tickets}
    return {"state": "on_sale", "sessions": sessions}


@pytest.fixture
def running(desk: Desk) -> Iterator[Running]:
    running = Running(desk)
    running.publish()
    yield running
    running.server.shutdown()
    running.server.server_close()


def _found(desk: Desk, running: Running | None) -> list[dict[str, Any]]:
    arguments = ["--published", running.url] if running else ["--published"]
    return list(json.loads(desk.run("check", "--json", "--lang", "ja", *arguments).stdout))


def test_nothing_changed_is_nothing_to_say(desk: Desk, running: Running) -> None:
    assert _found(desk, running) == []
    assert running.asked == ["/catalogue.json", "/api/stock"]


def test_without_the_option_nobody_is_asked(desk: Desk, running: Running) -> None:
    assert desk.problems() == []
    assert running.asked == []


def test_stock_of_a_date_below_what_is_sold_is_an_error_at_its_line(desk: Desk, running: Running) -> None:
    running.feed["live"] = _dated(fri=(5, 5, None), sat=(12, 10, None))
    running.publish()
    line = desk.edit(LIVE, "ends: 21:00\n    stock: 12", "ends: 21:00\n    stock: 6") + 1
    desk.edit(LIVE, "    stock: 10\n", "")
    (problem,) = _found(desk, running)
    assert (problem["file"], problem["line"], problem["field"]) == (f"content/{LIVE}", line, "stock")
    assert (problem["code"], problem["level"]) == ("sold_stock", "error")
    assert "販売済み7枚より少ない在庫(6)です" in problem["message"]
    assert desk.run("check", "--published", running.url).exit_code == 1
    desk.edit(LIVE, "stock: 6", "stock: 7")
    assert _found(desk, running) == []


def test_stock_of_a_ticket_type_below_what_is_sold(desk: Desk, running: Running) -> None:
    running.feed["live"] = _dated(fri=(8, 6, None), sat=(12, 10, None))
    running.publish()
    line = desk.edit(LIVE, "stock: 10", "stock: 3")
    (problem,) = _found(desk, running)
    assert (problem["line"], problem["code"]) == (line, "sold_stock")
    assert "販売済み4枚より少ない在庫(3)です" in problem["message"]


def test_a_ticket_type_without_room_on_its_date_is_not_taken_for_sold(desk: Desk, running: Running) -> None:
    """Eight students leave four seats: of the ten adult tickets not one need be sold."""
    running.feed["live"] = _dated(fri=(4, 4, None), sat=(12, 10, None))
    running.publish()
    desk.edit(LIVE, "stock: 10", "stock: 2")
    assert _found(desk, running) == []


def test_closing_a_date_with_stock_0_takes_nothing_from_anybody(desk: Desk, running: Running) -> None:
    running.feed["live"] = _dated(fri=(5, 5, None), sat=(12, 10, None))
    running.publish()
    desk.edit(LIVE, "ends: 21:00\n    stock: 12", "ends: 21:00\n    stock: 0")
    assert _found(desk, running) == []


def test_stock_of_a_pass_below_what_is_sold(desk: Desk, running: Running) -> None:
    desk.edit(COFFEE, "use: tap", "use: tap\nstock: 100")
    desk.build()
    running.answers["/catalogue.json"] = (200, desk.page("catalogue.json").encode())
    running.feed["coffee"]["remaining"] = 42
    running.publish()
    line = desk.edit(COFFEE, "stock: 100", "stock: 50")
    (problem,) = _found(desk, running)
    assert (problem["file"], problem["line"]) == (f"content/{COFFEE}", line)
    assert "販売済み58枚より少ない在庫(50)です" in problem["message"]


def test_a_price_changed_after_sale_says_how_many_hold_the_old_one(desk: Desk, running: Running) -> None:
    running.feed["live"] = _dated(fri=(8, 6, None), sat=(11, 9, None))
    running.publish()
    line = desk.edit(LIVE, "price: 3500", "price: 3800")
    (problem,) = _found(desk, running)
    assert (problem["line"], problem["code"], problem["level"]) == (line, "sold_price", "warning")
    assert "3500 から 3800" in problem["message"]
    assert "5枚" in problem["message"]


def test_a_price_changed_before_anything_was_sold_is_nobodys_business(desk: Desk, running: Running) -> None:
    desk.edit(LIVE, "price: 3500", "price: 3800")
    desk.edit(LIVE, "price: 2000", "price: 2100")
    assert _found(desk, running) == []


def test_a_price_of_what_is_not_counted(desk: Desk, running: Running) -> None:
    desk.edit(COFFEE, "price: 3000", "price: 3100")
    (problem,) = _found(desk, running)
    assert (problem["code"], problem["level"]) == ("sold_price_some", "warning")


def test_a_file_deleted_after_sale_is_a_notice_with_the_count(desk: Desk, running: Running) -> None:
    running.feed["live"] = _dated(fri=(8, 6, None), sat=(11, 9, None))
    running.publish()
    (desk.content / LIVE).unlink()
    (desk.content / "events/live.en.md").unlink()
    desk.edit("shop.md", "[ライブ](events/live.md)", "ライブ")
    (problem,) = _found(desk, running)
    assert (problem["file"], problem["code"], problem["level"]) == (f"content/{LIVE}", "sold_gone", "warning")
    assert "もとの名前に戻して" in problem["message"], "a renamed file would sell its stock once more"
    assert "5枚" in problem["message"]


def test_a_file_nobody_bought_from_goes_quietly(desk: Desk, running: Running) -> None:
    desk.edit(LIVE, "related: [coffee]\n", "")
    (desk.content / COFFEE).unlink()
    assert _found(desk, running) == []


def test_a_date_that_goes_or_moves_after_sale(desk: Desk, running: Running) -> None:
    running.feed["live"] = _dated(fri=(8, 6, None), sat=(12, 10, None))
    running.publish()
    desk.edit(LIVE, "starts: 2027-03-05 19:00", "starts: 2027-03-04 19:00")
    (problem,) = _found(desk, running)
    assert (problem["code"], problem["field"], problem["level"]) == ("sold_moved", "sessions", "warning")
    assert "4枚" in problem["message"]
    desk.edit(LIVE, "    id: fri\n", "")
    (problem,) = _found(desk, running)
    assert (problem["code"], problem["level"]) == ("sold_date_gone", "warning")
    assert "id: fri" in problem["message"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/catalogue.json", (500, b"")),
        ("/catalogue.json", (200, b"{}")),
        ("/catalogue.json", (200, b"\xff\xfe")),
        ("/catalogue.json", (200, b"<html>")),
        ("/api/stock", (404, b"")),
        ("/api/stock", (200, b"[]")),
        ("/api/stock", (200, b'{"items": []}')),
        ("/api/stock", (200, b"not json")),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_warning(
    desk: Desk, running: Running, path: str, answer: tuple[int, bytes]
) -> None:
    running.answers[path] = answer
    (problem,) = _found(desk, running)
    assert (problem["code"], problem["level"]) == ("sold_unreachable", "warning")
    assert desk.run("check", "--published", running.url).exit_code == 0


def test_a_feed_with_holes_is_read_as_far_as_it_goes(desk: Desk, running: Running) -> None:
    running.feed = {"live": {"sessions": {"fri": {"remaining": None}}}, "coffee": None, "gift": [3]}
    running.publish()
    assert _found(desk, running) == []


def test_a_shop_that_does_not_answer_is_a_warning(desk: Desk, running: Running) -> None:
    running.server.shutdown()
    running.server.server_close()
    (problem,) = _found(desk, running)
    assert problem["code"] == "sold_unreachable"
    assert running.url in problem["message"]


def test_the_shops_own_address_is_asked_when_none_is_given(desk: Desk, running: Running) -> None:
    desk.edit("shop.md", "url: https://trial.example\n", "")
    codes = {each["code"] for each in _found(desk, None)}
    assert codes == {"no_url", "sold_unreachable"}
