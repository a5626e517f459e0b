"""Where and when the shop sells: the switch of a channel, and dates that are closed."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from tests.support.goods import LIVE, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, scan


def state(shop: Shop, item: str = "live", session: str = "fri") -> tuple[str, Any]:
    told = shop.fan.get("/api/stock").json()["items"][item]
    told = told["sessions"][session] if session else told
    return told["state"], told["remaining"]


def pause(owner: httpx2.Client, paused: bool = True, **more: Any) -> httpx2.Response:
    return owner.post("/api/pause", json={"item": "live", "channel": "own", "paused": paused} | more)


def close(owner: httpx2.Client, session: str = "fri", **body: Any) -> httpx2.Response:
    return owner.post(f"/api/sessions/live/{session}/close", json=body)


def test_S4_06_one_channel_stops_at_once_and_another_still_sells(shop: Shop) -> None:
    stocked(shop.settings.site, (replace(LIVE, channels=("own", "partner-x")),))
    until(lambda: shop.checkout(channel="partner-x").status_code == 201, "the partner to sell")
    owner = shop.owner()
    told = pause(owner).json()
    assert told["channels"] == [{"id": "own", "paused": True}, {"id": "partner-x", "paused": False}]
    assert state(shop)[0] == "paused"
    assert code(shop.checkout()) == (409, "paused")
    assert shop.checkout(channel="partner-x").status_code == 201
    assert pause(owner, False).json()["channels"][0]["paused"] is False
    assert (state(shop)[0], shop.checkout().status_code) == ("on_sale", 201)
    assert pause(owner, channel="partner-x").status_code == 200
    assert code(shop.checkout(channel="partner-x")) == (409, "paused")
    assert shop.checkout().status_code == 201
    assert code(pause(owner, channel="nobody")) == (422, "unknown_channel")
    assert code(pause(owner, item="nothing")) == (422, "unknown_item")
    assert pause(shop.staff("lead")).status_code == 403


def test_S4_06_the_switch_goes_before_the_file(small_shop: Shop) -> None:
    shop = small_shop
    stocked(shop.settings.site, (replace(LIVE, paused=("own",)),))
    until(lambda: state(shop)[0] == "paused", "the new build")
    owner = shop.owner()
    assert pause(owner, False).status_code == 200
    assert (state(shop)[0], shop.checkout().status_code) == ("on_sale", 201)


def test_what_is_held_while_the_sale_stops_can_still_be_paid(small_shop: Shop) -> None:
    placed = small_shop.open()
    pause(small_shop.owner())
    small_shop.pay(placed["url"])
    small_shop.until(placed["order"], "paid")


def test_S4_07_a_date_without_bookings_is_closed_and_opened_again(shop: Shop) -> None:
    owner = shop.owner()
    told = close(owner).json()
    assert [(each["id"], each["state"], each["remaining"]) for each in told["sessions"]] == [
        ("fri", "closed", 0), ("sat", "open", 12),
    ]  # fmt: skip
    assert state(shop) == ("closed", 0)
    assert code(shop.checkout()) == (409, "closed")
    assert shop.checkout(line(session="sat")).status_code == 201
    assert close(owner, open=True).json()["sessions"][0]["state"] == "open"
    assert state(shop) == ("on_sale", 12)
    assert code(close(owner, "none")) == (404, "unknown_session")
    assert shop.client().post("/api/sessions/live/fri/close", json={}).status_code == 401


def test_S4_17_with_bookings_it_is_never_closed_without_a_word_to_them(shop: Shop) -> None:
    shop.bought(line(quantity=2), email="a@example.com")
    owner = shop.owner()
    preview = close(owner, preview=True).json()
    assert (preview["orders"], preview["tickets"], preview["refund"]) == (1, 1, 7000)
    refused = close(owner)
    assert code(refused) == (409, "bookings_open")
    assert refused.json()["error"]["tickets"] == 1
    assert state(shop)[0] == "on_sale", "nothing has happened"
    body = {"bookings": "cancel", "reason": "other", "confirm": preview["confirm"]}
    assert code(close(owner, **body)) == (422, "detail_needed")
    assert close(owner, **(body | {"detail": "設備の点検のため"})).status_code == 202
    until(lambda: shop.mailed("called-off"), "the notice")
    assert state(shop)[0] == "closed"
    assert code(close(owner, open=True)) == (409, "called_off")


def test_S4_17_bookings_that_are_kept_stay_good(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=2))
    owner = shop.owner()
    told = close(owner, bookings="keep").json()["sessions"][0]
    assert (told["state"], told["tickets"]) == ("closed", 1)
    assert code(shop.checkout()) == (409, "closed")
    assert not shop.mailed("called-off")
    shop.at_the_show()
    assert scan(shop.staff(), ticket)["result"] == "ok"


def test_passes_can_be_paused_too(small_shop: Shop) -> None:
    owner = small_shop.owner()
    assert pause(owner, item="coffee").json()["sessions"] == []
    assert code(small_shop.checkout(thing("coffee"))) == (409, "paused")
    assert owner.get("/api/selling/coffee").json()["channels"][0] == {"id": "own", "paused": True}
    assert owner.get("/api/selling/thanks").status_code == 404


def test_S4_06_the_door_has_a_switch_of_its_own(small_shop: Shop) -> None:
    owner, lead = small_shop.owner(), small_shop.staff("lead")
    sale = {"item": "live", "session": "fri", "lines": [{"ticket": "adult", "units": 1}], "paid": "cash", "name": "客"}
    assert pause(owner, channel="door").status_code == 200
    assert code(lead.post("/api/door/sales", json=sale | {"nonce": "a"})) == (409, "paused")
    assert small_shop.checkout().status_code == 201
    pause(owner, False, channel="door")
    assert lead.post("/api/door/sales", json=sale | {"nonce": "b"}).status_code == 201


@pytest.mark.parametrize("body", [{}, {"item": 3}, {"item": "live", "paused": "yes"}])
def test_a_switch_that_makes_no_sense(small_shop: Shop, body: dict[str, Any]) -> None:
    assert small_shop.owner().post("/api/pause", json=body).status_code == 422
