"""A shop that has sold and stamped, opened once and only looked at; and short ways to stand in front of its pages."""

import json
from dataclasses import dataclass

import httpx2
from playwright.sync_api import Page

from tests.browser.buying import Bought, buy, line, shift, stamp
from tests.browser.conftest import NOW, Shop

SHOW_TIME = "2026-12-24T18:45:00+09:00"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The shop with a ticket in each state."""

    shop: Shop
    unused: Bought
    part: Bought
    used: Bought
    coffee: Bought


def open_with_tickets(shop: Shop) -> Opened:
    """Sell and stamp, then turn the clock back to the ordinary day."""
    night = ("kontolive", "20261224-1900")

    def adults(number: int) -> dict[str, object]:
        return line(night[0], number, night[1], "adult")

    unused = buy(shop, adults(2), line(*night[:1], 1, night[1], "student"))
    part, used = buy(shop, adults(3)), buy(shop, adults(2), lang="en", name="Robin Green")
    coffee = buy(shop, line("coffee10", 1))
    shop.at(SHOW_TIME)
    stamp(shop, part, 1)
    stamp(shop, used, 2)
    shop.at(NOW)
    return Opened(shop=shop, unused=unused, part=part, used=used, coffee=coffee)


def cart_of(page: Page, shop: Shop, *lines: tuple[str, str | None, str | None, int, int]) -> None:
    """Put lines (item, session, ticket, quantity, price) into this browser's cart."""
    names = ("item", "session", "ticket", "quantity", "price")
    kept = {"version": 1, "lines": [dict(zip(names, each, strict=True)) for each in lines]}
    page.add_init_script(f"localStorage.setItem('mogiri.cart', {json.dumps(json.dumps(kept))})")


def signed_in(page: Page, shop: Shop, role: str) -> None:
    """Give this browser the cookie that staff or the owner get."""
    with httpx2.Client(base_url=shop.url, headers={"Origin": shop.url}) as client:
        if role == "staff":
            answer = client.post("/api/staff/join", json=shift(shop) | {"name": "田中"})
        else:
            answer = client.post("/api/sign-in", json={"token": shop.doors[f"{role}_token"]})
        assert answer.status_code == 200, answer.text
        cookies = [{"name": name, "value": value, "url": shop.url} for name, value in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
