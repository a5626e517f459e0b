"""What fans and their friends do with tickets and coupons, through the door."""

import re
from typing import Any

import httpx2

from tests.support.goods import HOLDING, ITEMS, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop

COUPON = "クーポン"
"""In the subject of the mails that bring one."""


def held(shop: Shop) -> Shop:
    """The shop with everything in it that is given, shared and used on phones."""
    stocked(shop.settings.site, ITEMS + HOLDING)
    return shop


def see(shop: Shop, ticket: dict[str, Any]) -> dict[str, Any]:
    """The ticket as its page has it now."""
    return dict(shop.fan.get(ticket["url"]).json()) | {"url": ticket["url"]}


def use(shop: Shop, ticket: dict[str, Any], **body: Any) -> httpx2.Response:
    """Press or slide on the holder's own phone."""
    return shop.fan.post(ticket["url"] + "/stamps", json=body)


def code(answer: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refusal, which always says something to a person."""
    error = answer.json()["error"]
    assert error["message"], error
    return answer.status_code, str(error["code"])


def links(shop: Shop, address: str, kind: str, about: str = "") -> list[str]:
    """The links (``t``, ``g``) in the mails that arrived at an address with such a subject, oldest first."""
    found = []
    for mail in shop.office.mails:
        body = mail.get_body(("plain",)) if mail["To"] == address and about in mail["Subject"] else None
        found += re.findall(rf"https?://\S+/{kind}/[\w-]+(?!\S)", body.get_content()) if body else []
    return found


def link(shop: Shop, address: str, kind: str = "t", count: int = 1, about: str = "") -> str:
    """The newest link of that kind, once ``count`` of them are there."""
    until(lambda: len(links(shop, address, kind, about)) >= count, f"{count} links")
    return links(shop, address, kind, about)[-1]


def sent(shop: Shop, coupon: str, address: str) -> dict[str, Any]:
    """A coupon that the shop sends, as its receiver's page has it."""
    before = len(links(shop, address, "t", COUPON))
    answer = shop.owner().post(f"/api/coupons/{coupon}/send", json={"to": [address]})
    assert answer.status_code == 201, answer.text
    return see(shop, {"url": link(shop, address, count=before + 1, about=COUPON)})


def share(shop: Shop, ticket: dict[str, Any], **body: Any) -> httpx2.Response:
    """Press 「シェアする」."""
    return shop.fan.post(ticket["url"] + "/shares", json=body)


def shared(shop: Shop, ticket: dict[str, Any], address: str) -> dict[str, Any]:
    """The coupon of a friend that a holder shares with by mail."""
    before = len(links(shop, address, "t", COUPON))
    answer = share(shop, ticket, email=address)
    assert answer.status_code == 201, answer.text
    return see(shop, {"url": link(shop, address, count=before + 1, about=COUPON)})


def give(shop: Shop, ticket: dict[str, Any], **body: Any) -> httpx2.Response:
    """Press 「お連れ様に渡す」."""
    return shop.fan.post(ticket["url"] + "/gifts", json=body)


def accept(shop: Shop, gift: str, name: str = "友だち", **body: Any) -> dict[str, Any]:
    """The receiver's ticket of a gift link."""
    answer = shop.client().post(gift + "/accept", json={"name": name} | body)
    assert answer.status_code == 200, answer.text
    return see(shop, answer.json())


def scan(staff: httpx2.Client, ticket: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Staff read the QR."""
    return dict(staff.post("/api/stamps", json={"door_code": ticket["door_code"]} | more).json())
