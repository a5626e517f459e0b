"""One shop at five moments: pages, sale, ticket, door and count each tell the same hour (journeys 1.4)."""

from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import Bought, buy, door, line, stamp
from tests.browser.conftest import DESK, NOW, Shop

NIGHT = "20261224-1900"
BEFORE, LAST_CANCEL = "2026-10-31T12:00:00+09:00", "2026-12-23T18:00:00+09:00"
DOORS, STARTED, DAY_AFTER = "2026-12-24T18:30:00+09:00", "2026-12-24T19:00:00+09:00", "2026-12-26T12:00:00+09:00"


@pytest.fixture(scope="module")
def stays(shop: Shop) -> Bought:
    """Two tickets of somebody who will not come."""
    shop.at(NOW)
    return buy(shop, line("kontolive", 2, NIGHT, "adult"))


@pytest.fixture(scope="module")
def comes(shop: Shop) -> Bought:
    """One of somebody who will be there when the doors open."""
    shop.at(NOW)
    return buy(shop, line("kontolive", 1, NIGHT, "adult"))


@pytest.mark.parametrize(
    ("moment", "item", "session", "can_buy"),
    [
        (BEFORE, "not_yet", "not_yet", False),
        (NOW, "on_sale", "on_sale", True),
        (LAST_CANCEL, "on_sale", "on_sale", True),
        (DOORS, "on_sale", "on_sale", True),
        (STARTED, "on_sale", "ended", True),
        (DAY_AFTER, "ended", "ended", False),
    ],
)
def test_page_stock_and_checkout_agree(
    shop: Shop, people: Any, moment: str, item: str, session: str, can_buy: bool
) -> None:
    shop.at(moment)
    stock = httpx2.get(f"{shop.url}/api/stock").json()["items"]["kontolive"]
    assert (stock["state"], stock["sessions"][NIGHT]["state"]) == (item, session)
    order = {"lines": [line("kontolive", 1, NIGHT, "adult")], "name": "山田", "email": f"at{moment[:10]}@example.com"}
    answer = httpx2.post(f"{shop.url}/api/checkout", json=order)
    if session == "on_sale":
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, session)
    page: Page = people(DESK)
    page.goto(f"{shop.url}/events/kontolive/")
    expect(page.get_by_role("button", name="カートに入れる", exact=True).first).to_be_visible(visible=can_buy)


def test_before_the_day_the_ticket_says_which_day_it_is_for(shop: Shop, people: Any, stays: Bought) -> None:
    shop.at(LAST_CANCEL)
    page: Page = people()
    page.goto(stays.url)
    expect(page.locator("[data-band-note]")).to_have_text("この券は12月24日(木)です。\n今日は12月23日(水)です。")
    expect(page.get_by_text("開催日の1日前(その日の23:59)まで")).to_be_visible()
    assert _dry(shop, stays) == "wrong_date"


def test_at_the_doors_it_is_taken(shop: Shop, people: Any, stays: Bought, comes: Bought) -> None:
    shop.at(DOORS)
    page: Page = people()
    page.goto(stays.url)
    expect(page.locator("[data-band-note]")).to_have_text("係員にお見せください")
    assert _dry(shop, stays) == "ok"
    stamp(shop, comes, 1)
    page.goto(comes.url)
    expect(page.locator("[data-band-state]")).to_have_text("使用済み 18:30")


def test_on_the_day_after_everybody_knows_who_was_there(shop: Shop, people: Any, stays: Bought, comes: Bought) -> None:
    shop.at(DOORS)
    stamp(shop, comes, 1)
    shop.at(DAY_AFTER)
    assert (_state(stays), _state(comes)) == ("no_show", "used")
    assert _dry(shop, stays) == "wrong_date"
    with httpx2.Client(base_url=shop.url, headers={"Origin": shop.url}) as owner:
        assert owner.post("/api/sign-in", json={"token": shop.doors["owner_token"]}).status_code == 200
        items = owner.get("/api/usage").json()["items"]
    night = next(each for each in _of(items, "kontolive")["sessions"] if each["id"] == NIGHT)
    assert (night["issued"], night["used"], night["unused"], night["no_show"]) == (3, 1, 2, 2)
    page: Page = people()
    page.goto(stays.url)
    expect(page.locator("[data-band-state]")).to_have_text("ご来場なし")
    expect(page.locator(".qr-box")).to_have_count(0)


def _state(bought: Bought) -> str:
    return str(httpx2.get(bought.url, headers={"Accept": "application/json"}).json()["state"])


def _dry(shop: Shop, bought: Bought) -> str:
    """What the door would say."""
    with door(shop) as staff:
        return str(staff.post("/api/stamps", json={"door_code": bought.door, "dry_run": True}).json()["result"])


def _of(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in items if each["id"] == name)
