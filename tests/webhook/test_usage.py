"""The usage feed: counted from rows, adding up after whatever happened."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.goods import JST, SHOW
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.terminal import mogiri
from webhook import clock
from webhook.database import database
from webhook.models import Ticket
from webhook.usage import units


def counts(entry: dict[str, Any]) -> tuple[int, ...]:
    return tuple(entry[key] for key in ("issued", "used", "unused", "no_show", "cancelled"))


def test_S0_18_S0_23_before_the_first_sale_everything_is_zero(small_shop: Shop) -> None:
    feed = small_shop.usage()
    assert feed["time_zone"] == "Asia/Tokyo"
    live = next(item for item in feed["items"] if item["id"] == "live")
    assert counts(live) == (0, 0, 0, 0, 0)
    assert live["rate"] is None
    assert [session["id"] for session in live["sessions"]] == ["fri", "sat"]
    assert live["sessions"][0]["capacity"] == 12
    assert counts(feed["totals"]) == (0, 0, 0, 0, 0)
    bare = next(item for item in feed["items"] if item["id"] == "rush")
    assert counts(bare) == (0, 0, 0, 0, 0), "nothing has to be asked for to be counted"


def test_S0_14_S0_16_issued_used_unused_by_item_session_and_type(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=4), line(ticket="student", quantity=2))
    shop.bought(line(session="sat"), thing("coffee"))
    shop.at_the_show()
    staff = shop.staff()
    made = staff.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 5}).json()
    staff.post(f"/api/stamps/{made['stamp']['id']}/undo")
    staff.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 3})
    feed = shop.usage()
    live, coffee = (next(item for item in feed["items"] if item["id"] == name) for name in ("live", "coffee"))
    assert counts(live) == (7, 3, 4, 0, 0)
    assert (live["holders"], live["rate"]) == (2, round(3 / 7, 4))
    friday = live["sessions"][0]
    assert counts(friday) == (6, 3, 3, 0, 0)
    assert [(part["id"], counts(part)) for part in friday["tickets"]] == [
        ("adult", (4, 3, 1, 0, 0)), ("student", (2, 0, 2, 0, 0)),
    ]  # fmt: skip
    assert friday["arrivals"] == [{"at": SHOW.astimezone(clock.UTC).isoformat(), "used": 3}]
    assert counts(coffee) == (10, 0, 10, 0, 0)
    assert counts(feed["totals"]) == (17, 3, 14, 0, 0)


def test_S4_36_S4_41_after_the_day_unused_units_are_no_shows(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=4))
    shop.at_the_show()
    shop.staff().post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1})
    for moment, no_show, state in [
        (datetime(2027, 3, 5, 23, 59, 58, tzinfo=JST), 0, "partly_used"),
        (datetime(2027, 3, 6, 0, 0, tzinfo=JST), 3, "partly_used"),
    ]:
        clock.set_to(moment)
        live = next(item for item in shop.usage()["items"] if item["id"] == "live")
        assert counts(live) == (4, 1, 3, no_show, 0)
        assert shop.fan.get(ticket["url"]).json()["state"] == state


def test_S0_20_a_reload_is_fresh_and_an_unchanged_feed_is_not_sent_again(shop: Shop) -> None:
    owner = shop.owner()
    first = owner.get("/api/usage")
    assert owner.get("/api/usage", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    shop.bought()
    assert owner.get("/api/usage", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_S0_20_browsers_get_it_as_gzip_under_a_tag_of_its_own(small_shop: Shop) -> None:
    owner, codings = small_shop.owner(), ("gzip, deflate, br", "br, gzip;q=0")
    packed, plain = (owner.get("/api/usage", headers={"Accept-Encoding": coding}) for coding in codings)
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2
    assert packed.json() | {"at": ""} == plain.json() | {"at": ""}
    tags = [packed.headers["ETag"], plain.headers["ETag"]]
    for coding, own, other in zip(codings, tags, reversed(tags), strict=True):
        known = {"Accept-Encoding": coding, "If-None-Match": own}
        again = owner.get("/api/usage", headers=known)
        assert (again.status_code, again.headers["ETag"], again.headers["Vary"]) == (304, own, "Accept-Encoding")
        assert owner.get("/api/usage", headers=known | {"If-None-Match": other}).status_code == 200


def test_the_stream_tells_of_a_sale_by_itself(shop: Shop) -> None:
    owner = shop.owner()
    with owner.stream("GET", "/api/usage/stream") as stream:
        lines = stream.iter_lines()
        assert '"issued":0' in next(text for text in lines if text.startswith("data:"))
        shop.bought()
        assert '"issued":1' in next(text for text in lines if text.startswith("data:"))


def test_the_stream_ends_when_the_right_to_look_is_taken_away(small_shop: Shop) -> None:
    owner = small_shop.owner()
    with owner.stream("GET", "/api/usage/stream") as stream:
        lines = stream.iter_lines()
        next(text for text in lines if text.startswith("data:"))
        with small_shop.client() as same:
            same.cookies.update(owner.cookies)
            same.post("/api/sign-out")
        small_shop.bought()
        assert not [text for text in lines if text.startswith("data:")]


@pytest.mark.parametrize("path", ["/api/usage", "/api/usage/stream"])
def test_only_owners_and_leads_see_it(small_shop: Shop, path: str) -> None:
    assert small_shop.fan.get(path).status_code == 401
    assert small_shop.staff().get(path).status_code == 403
    if path == "/api/usage":
        assert small_shop.owner().post(path).status_code == 404
        assert small_shop.owner().head(path).content == b""
        assert small_shop.staff("lead").get(path).status_code == 200


def test_S0_13_S0_15_issued_is_used_and_unused_after_any_sequence(small_shop: Shop) -> None:
    chance = random.Random(15)
    lead, tickets, made = small_shop.staff("lead"), [], []
    small_shop.at_the_show(SHOW - timedelta(hours=3))
    for _ in range(40):
        act = chance.choice(["buy", "stamp", "stamp", "undo", "cancel"])
        if act == "buy" and len(tickets) < 6:
            tickets.append(small_shop.ticket(line(ticket="student", quantity=chance.randint(1, 2))))
        elif act == "stamp" and tickets:
            wish = {"door_code": chance.choice(tickets)["door_code"], "units": chance.randint(1, 2)}
            answer = lead.post("/api/stamps", json=wish).json()
            made += [answer["stamp"]] if answer["stamp"] else []
        elif act == "undo" and made:
            lead.post(f"/api/stamps/{made.pop()['id']}/undo")
        elif act == "cancel" and tickets and chance.random() < 0.3:
            with database.connection_context():
                Ticket.update(cancelled_at=clock.now()).where(
                    Ticket.door_code == chance.choice(tickets)["door_code"]
                ).execute()
        _adds_up(small_shop)
    assert made, "something was stamped"
    clock.set_to(SHOW + timedelta(days=1))
    _adds_up(small_shop)


def _adds_up(shop: Shop) -> None:
    with database.connection_context():
        feed = units.feed(shop.app.state.service.catalogue, clock.now(), "ja")
        held = sum(line.units for ticket in Ticket.select() for line in ticket.lines)
    for entry in [feed["totals"], *feed["items"], *(s for item in feed["items"] for s in item["sessions"])]:
        assert entry["issued"] == entry["used"] + entry["unused"]
        assert 0 <= entry["no_show"] <= entry["unused"]
    assert feed["totals"]["issued"] + feed["totals"]["cancelled"] == held
    for key in ("issued", "used", "cancelled", "no_show"):
        assert feed["totals"][key] == sum(item[key] for item in feed["items"])


def test_the_terminal_shows_the_same_in_the_language_of_its_environment(small_shop: Shop) -> None:
    small_shop.ticket(line(quantity=2))
    shown = mogiri(small_shop, "usage")
    assert shown.splitlines()[-1].split()[-5:] == ["2", "0", "2", "0", "0"]
    dates = mogiri(small_shop, "usage", "live")
    assert "19:00" in dates
    assert "There is nothing called" in mogiri(small_shop, "usage", "nothing", code=1)
    assert json.loads(mogiri(small_shop, "usage", "--json"))["totals"] == small_shop.usage()["totals"]
    assert "発行" in mogiri(small_shop, "usage", locale="ja_JP.UTF-8"), "whether or not the machine has that locale"
