"""Calling off a date: preview, typed confirmation, tickets ended one by one, refunds later, and a way back."""

from typing import Any

import httpx2

from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from webhook.database import database
from webhook.models import Refund


def begin(owner: httpx2.Client, item: str = "live", session: str = "fri", **body: Any) -> httpx2.Response:
    return owner.post(f"/api/sessions/{item}/{session}/cancel", json=body)


def progress(owner: httpx2.Client, job: str) -> dict[str, Any]:
    return dict(owner.get(f"/api/cancellations/{job}").json())


def called_off(shop: Shop, owner: httpx2.Client, **body: Any) -> str:
    """The id of a job whose tickets have all ended."""
    confirm = begin(owner, preview=True, **body).json()["confirm"]
    started = begin(owner, reason="weather", confirm=confirm, **body)
    assert started.status_code == 202, started.text
    job = str(started.json()["id"])
    until(lambda: progress(owner, job)["state"] != "running", "the tickets to end")
    return job


def test_S4_16_S4_18_S4_19_S4_21_a_date_is_called_off_and_everybody_gets_everything_back(shop: Shop) -> None:
    orders = [shop.bought(line(quantity=2)), shop.bought(line(), line(session="sat"))]
    placed = shop.open()
    shop.pay(placed["url"], "konbini")
    shop.until(placed["order"], "awaiting_payment")
    owner = shop.owner()
    seen = begin(owner, preview=True).json()
    assert (seen["orders"], seen["tickets"], seen["refund"]) == (2, 2, 10500)
    assert (seen["by_method"], seen["confirm"]) == ({"card": {"orders": 2, "refund": 10500}}, "試しライブ")
    for body, code in [
        ({"reason": "weather", "confirm": "試し"}, "confirm_wrong"),
        ({"confirm": "試しライブ"}, "reason_needed"),
        ({"reason": "other", "confirm": "試しライブ"}, "detail_needed"),
    ]:
        answer = begin(owner, **body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    job = called_off(shop, owner)
    told = progress(owner, job)
    assert (told["state"], told["cancelled"], told["orders"], told["refunded"]) == ("waiting", 2, 2, 0)
    stock = shop.fan.get("/api/stock").json()["items"]["live"]["sessions"]
    assert (stock["fri"]["state"], stock["fri"]["cancelled"]) == ("closed", True)
    assert stock["sat"]["state"] == "on_sale"
    assert shop.checkout().json()["error"]["code"] == "closed"
    assert shop.order(placed["order"])["status"] == "cancelled", "who had not paid yet"
    ticket = shop.fan.get(orders[0]["tickets"][0]["url"]).json()
    assert (ticket["state"], ticket["cancelled"]["reason"]) == ("cancelled", "weather")
    with database.connection_context():
        assert {refund.state for refund in Refund.select()} == {"planned"}, "no money leaves for ten minutes"
    shop.later(minutes=10, seconds=1)
    until(lambda: progress(owner, job)["state"] == "done", "the refunds")
    assert progress(owner, job)["refunded"] == 10500
    statuses = [owner.get(f"/api/orders/{order['number']}").json()["status"] for order in orders]
    assert statuses == ["refunded", "part_refunded"]
    assert len(shop.mailed("called-off")) == 2
    late = begin(owner, reason="weather", confirm="試しライブ")
    assert late.json()["id"] == job, "the same date twice is one job"
    assert owner.post(f"/api/cancellations/{job}/stop").json()["error"]["code"] == "stop_late"


def test_a_wrong_event_is_taken_back_before_money_leaves(shop: Shop) -> None:
    order, owner = shop.bought(line(quantity=2)), shop.owner()
    job = called_off(shop, owner, full=True)
    stopped = owner.post(f"/api/cancellations/{job}/stop")
    assert (stopped.status_code, stopped.json()["state"]) == (200, "stopped")
    ticket = shop.fan.get(order["tickets"][0]["url"]).json()
    assert (ticket["state"], ticket["cancelled"], shop.left()) == ("unused", None, 10)
    assert shop.checkout().status_code == 201, "it is sold again"
    shop.later(minutes=11)
    until(lambda: len(shop.mailed("called-off-withdrawn")) == 1, "the mail that takes it back")
    with database.connection_context():
        assert [refund.state for refund in Refund.select()] == ["stopped"]
    assert owner.get(f"/api/orders/{order['number']}").json()["status"] == "paid"
    again = called_off(shop, owner)
    assert again != job
    assert shop.fan.get(order["tickets"][0]["url"]).json()["state"] == "cancelled"


def test_refunds_that_fail_are_reported_and_tried_again(small_shop: Shop) -> None:
    shop = small_shop
    placed = shop.open()
    shop.fan.post(placed["url"], data={"outcome": "paid", "card": "4000000000005126"})
    number = shop.until(placed["order"], "paid")["number"]
    owner = shop.owner()
    job = called_off(shop, owner)
    shop.later(minutes=11)
    until(lambda: progress(owner, job)["refunded"] == 3500, "the refund")
    shop.later(days=1, hours=1)
    failed = until(lambda: progress(owner, job)["failed"], "the report")
    assert [(each["order"], each["amount"]) for each in failed] == [(number, 3500)]
    assert owner.post(f"/api/cancellations/{job}/retry").json()["failed"] == []
    until(lambda: progress(owner, job)["refunded"] == 3500, "the second refund")


def test_a_whole_event_is_called_off_with_all_its_dates(small_shop: Shop) -> None:
    shop = small_shop
    shop.bought(line(), line(session="sat"))
    owner = shop.owner()
    job = called_off(shop, owner, session="all")
    assert progress(owner, job)["cancelled"] == 2
    states = {each["state"] for each in shop.fan.get("/api/stock").json()["items"]["live"]["sessions"].values()}
    assert states == {"closed"}


def test_nobody_but_the_owner(small_shop: Shop) -> None:
    assert begin(small_shop.client(), preview=True).status_code == 401
    assert begin(small_shop.staff("lead"), preview=True).status_code == 403
    owner = small_shop.owner()
    assert begin(owner, "nothing", preview=True).status_code == 404
    assert owner.get("/api/cancellations/77").status_code == 404
