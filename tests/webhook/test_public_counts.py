"""The counts of events that allow it: for everybody, of nobody, and off by default (A25)."""

import httpx2

from tests.support.goods import SHOW
from tests.webhook.conftest import Shop, dumps, line


def test_everybody_sees_what_an_event_allows_and_nothing_of_its_people(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=4), name="秘密 の客", email="secret@example.com")
    free = {"item": "free", "session": "one", "ticket": "guest", "quantity": 2}
    shop.bought(free, email="other@example.com")
    shop.bought({"item": "rush", "session": "one", "ticket": "seat", "quantity": 1}, email="rush@example.com")
    shop.at_the_show()
    shop.staff().post("/api/stamps", json={"door_code": ticket["door_code"], "units": 3})
    stranger = httpx2.get(f"{shop.url}/api/counts", headers={"Origin": "https://elsewhere.example"})
    live, quiet = stranger.json()["items"]
    assert (live["id"], quiet["id"]) == ("live", "free"), "the others keep their numbers to themselves"
    friday, saturday = live["sessions"]
    assert {name: friday[name] for name in ("remaining", "capacity", "issued", "used", "unused", "no_show")} == {
        "remaining": 8, "capacity": 12, "issued": 4, "used": 3, "unused": 1, "no_show": 0,
    }  # fmt: skip
    assert [each["used"] for each in friday["arrivals"]] == [3]
    assert (saturday["remaining"], saturday["issued"]) == (12, 0)
    assert quiet["sessions"] == [{"id": "one", "starts_at": SHOW.isoformat(), "remaining": 18}]
    for told in ("秘密", "secret@", ticket["id"], ticket["six_digit"], ticket["door_code"]):
        assert told not in stranger.text
    assert stranger.headers["access-control-allow-origin"] == "*"
    assert stranger.headers["cache-control"] == "public, max-age=10"
    assert "set-cookie" not in stranger.headers
    again = httpx2.get(f"{shop.url}/api/counts", headers={"If-None-Match": stranger.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    english = httpx2.get(f"{shop.url}/api/counts/live", headers={"Accept-Language": "en"}).json()
    assert dumps(english) == dumps(live), "one answer for every reader"


def test_without_the_key_there_are_no_public_counts(small_shop: Shop) -> None:
    for name in ("rush", "coffee", "nothing"):
        refused = small_shop.fan.get(f"/api/counts/{name}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_public")
    owner = small_shop.owner()
    assert owner.post("/api/sessions/free/one/close", json={}).status_code == 200
    (one,) = small_shop.fan.get("/api/counts/free").json()["sessions"]
    assert one["remaining"] == 0, "a closed date has none left"
