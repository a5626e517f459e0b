"""Buying and stamping over HTTP, to have a shop with tickets quickly; what a person does is in the journeys."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.browser.conftest import Shop
from tests.support.waiting import until

_numbers = itertools.count(1)
"""A buyer each: the shop limits what one person may buy."""


@dataclass(frozen=True, kw_only=True)
class Bought:
    """A paid order: its secret, and its first ticket as the fan's page tells it."""

    order: str
    url: str
    ticket: dict[str, Any]

    @property
    def door(self) -> str:
        return str(self.ticket["door_code"])

    @property
    def digits(self) -> str:
        return str(self.ticket["six_digit"])


def line(item: str, quantity: int, session: str | None = None, ticket: str | None = None) -> dict[str, Any]:
    """One line of an order or of a cart."""
    return {"item": item, "session": session, "ticket": ticket, "quantity": quantity}


def order(
    shop: Shop, *lines: dict[str, Any], name: str = "山田 花子", lang: str = "ja", **more: Any
) -> tuple[str, str]:
    """An order and the address where it is paid."""
    body = {"lines": list(lines), "name": name, "email": f"hana{next(_numbers)}@example.com", "locale": lang}
    answer = httpx2.post(f"{shop.url}/api/checkout", json=body | more, headers={"Accept-Language": lang})
    assert answer.status_code == 201, answer.text
    return answer.json()["order"], answer.json()["url"]


def buy(shop: Shop, *lines: dict[str, Any], name: str = "山田 花子", lang: str = "ja", **more: Any) -> Bought:
    """An order, paid."""
    secret, pay = order(shop, *lines, name=name, lang=lang, **more)
    if "_stripe" in pay:
        assert httpx2.post(pay, data={"outcome": "paid"}).status_code == 303
    tickets = until(lambda: httpx2.get(f"{shop.url}/api/orders/{secret}").json()["tickets"], "the tickets")
    url = tickets[0]["url"]
    return Bought(order=secret, url=url, ticket=httpx2.get(url, headers={"Accept": "application/json"}).json())


def shift(shop: Shop) -> dict[str, str]:
    """What staff are told at the beginning of a shift."""
    doors = shop.doors
    return {"code": doors["staff_code"], "number": doors["staff_number"], "pin": doors["staff_pin"]}


@contextmanager
def door(shop: Shop, name: str = "田中") -> Iterator[httpx2.Client]:
    """Somebody at the door, joined."""
    with httpx2.Client(base_url=shop.url, headers={"Origin": shop.url}) as client:
        joined = client.post("/api/staff/join", json=shift(shop) | {"name": name})
        assert joined.status_code == 200, joined.text
        yield client


def stamp(shop: Shop, bought: Bought, units: int) -> dict[str, Any]:
    """Stamp so many units, now."""
    with door(shop) as client:
        answer = client.post("/api/stamps", json={"door_code": bought.door, "units": units, "nonce": bought.door[:12]})
    assert answer.json()["result"] in ("ok", "part"), answer.text
    return dict(answer.json())
