"""Weeks of trade in the sample shop, as they might have been: sold, given, stamped, cancelled, sent and refunded."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.browser.buying import door, line
from tests.browser.conftest import Shop
from tests.support.waiting import until

NAMES = (
    *("山田 花子", "佐藤 一郎", "鈴木 さくら", "高橋 健", "田中 美咲", "伊藤 亮介"),
    *("渡辺 なつみ", "中村 翔", "小林 由紀", "加藤 大地", "吉田 まどか", "山本 拓海"),
    *("Emma Lindqvist", "松本 葵", "井上 康平", "木村 千晴", "林 直樹", "清水 ひかり"),
    *("斎藤 誠", "Robin Green", "池田 結衣", "橋本 修", "阿部 すみれ", "石川 剛"),
    *("前田 あかね", "藤田 陽介", "長谷川 真理子"),
)  # fmt: skip
FIRST, SECOND = "20261224-1900", "20261225-1900"
EVENING = "2026-12-25T18:52:00+09:00"
"""The second night, while people come in: the moment at which the pictures are taken."""


@dataclass
class Trade:
    """The shop, its owner signed in, and who has bought."""

    shop: Shop
    owner: httpx2.Client
    people: Any = field(default_factory=lambda: itertools.count())

    def sell(self, *lines: dict[str, Any], outcome: str = "paid", channel: str = "own") -> str:
        """An order of the next person; returns its secret."""
        number = next(self.people)
        body = {
            "lines": list(lines),
            "name": NAMES[number % len(NAMES)],
            "email": f"guest{number % 40}@example.com",
            "phone": f"090-0000-{number:04}",
            "marketing": number % 3 > 0,
            "channel": channel,
        }
        answer = httpx2.post(f"{self.shop.url}/api/checkout", json=body)
        assert answer.status_code == 201, answer.text
        secret, pay = answer.json()["order"], answer.json()["url"]
        if "_stripe" in pay:
            httpx2.post(pay, data={"outcome": outcome})
        return str(secret)

    def tickets(self, secret: str) -> list[str]:
        """The addresses of a paid order's tickets, as soon as they are there; none when it was cancelled since."""

        def told_order() -> dict[str, Any] | None:
            order = dict(httpx2.get(f"{self.shop.url}/api/orders/{secret}").json())
            return order if order["tickets"] or order["status"] not in ("open", "paid") else None

        return [str(each["url"]) for each in (until(told_order, "the tickets") or {"tickets": []})["tickets"]]

    def ask(self, path: str, body: Any = None) -> Any:
        """Something the owner does; a GET without a body."""
        answer = self.owner.get(path) if body is None else self.owner.post(path, json=body)
        assert answer.status_code < 300, f"{path}: {answer.text}"
        return answer.json() if answer.content else None


def told(url: str) -> dict[str, Any]:
    """The ticket as its page's JSON tells it."""
    return dict(httpx2.get(url, headers={"Accept": "application/json"}).json())


def weeks(shop: Shop) -> None:
    """From the middle of November to Christmas night."""
    with httpx2.Client(base_url=shop.url, headers={"Origin": shop.url}, timeout=30) as owner:
        assert owner.post("/api/sign-in", json={"token": shop.doors["owner_token"]}).status_code == 200
        trade = Trade(shop, owner)
        passes = _november(trade)
        nights = _december(trade, passes)
        _doors(trade, nights)
        _systems(trade)


def _november(trade: Trade) -> list[str]:
    shop = trade.shop
    shop.at("2026-11-16T11:20:00+09:00")
    passes = [trade.sell(line("coffee10", 1)) for _ in range(5)]
    for _ in range(4):
        trade.sell(line("gift1000", 3))
    shop.at("2026-11-24T19:40:00+09:00")
    passes += [trade.sell(line("coffee10", 1), channel="own") for _ in range(3)]
    for quantity in (2, 1, 4):
        trade.sell(line("kontolive", quantity, FIRST, "adult"))
    urls = [url for secret in passes for url in trade.tickets(secret)]
    for place, url in enumerate(urls):
        httpx2.post(f"{url}/stamps", json={"units": 1 + place % 3, "nonce": f"november-{place:04}-{'x' * 12}"})
    trade.ask("/api/coupons/thanks300/send", {"segment": {}})
    press = {"name": "しおり堂 御中", "email": "press@example.com", "note": "取材"}
    trade.ask("/api/issue", {"item": "kontolive", "session": FIRST, "ticket": "adult", "units": 2} | press)
    return urls


def _december(trade: Trade, passes: list[str]) -> dict[str, list[str]]:
    shop = trade.shop
    shop.at("2026-12-06T12:05:00+09:00")
    found: dict[str, list[str]] = {FIRST: [], SECOND: []}
    for night, count in ((FIRST, 14), (SECOND, 13)):
        for place in range(count):
            wish = [line("kontolive", 1 + place % 3, night, "adult")]
            wish += [line("kontolive", 1, night, "student")] if place % 4 == 1 else []
            channel = "shiorido" if place % 5 == 2 else "own"
            found[night].append(trade.sell(*wish, channel=channel))
    for place in range(6):
        trade.sell(line("rodoku", 2, "20270109-1800", "adult"), line("rehearsal", 1, "run-through", "guest"))
        trade.sell(line("backstage", 2, ("20261205-1100", "20261216-1500", "20261226-1100")[1 + place % 2], "adult"))
    for _ in range(3):
        trade.sell(line("mokuhan", 1, "20270116-1300", "adult"), line("drink", 2))
    shop.at("2026-12-15T20:10:00+09:00")
    for place, url in enumerate(passes[:5]):
        httpx2.post(f"{url}/stamps", json={"units": 1 + place % 2, "nonce": f"december-{place:04}-{'x' * 12}"})
    gift = httpx2.post(f"{trade.tickets(found[FIRST][1])[0]}/gifts", json={"units": 1}).json()["url"]
    httpx2.post(f"{shop.url}{gift}/accept" if gift.startswith("/") else f"{gift}/accept",
                json={"name": "お連れ 様", "email": "friend@example.com"})  # fmt: skip
    shop.at("2026-12-20T09:30:00+09:00")
    for secret in found[FIRST][4:6]:
        httpx2.post(f"{trade.tickets(secret)[0]}/cancel", json={})
    orders = trade.ask("/api/orders?item=kontolive")["orders"]
    trade.ask(
        f"/api/orders/{orders[3]['number']}/cancel",
        {"reason": "other", "detail": "二重にお申し込みでした", "full": True},
    )
    called = trade.ask("/api/sessions/backstage/20261226-1100/cancel", {"preview": True})
    trade.ask("/api/sessions/backstage/20261226-1100/cancel",
              {"reason": "performer_or_venue", "detail": "照明台の修理", "confirm": called["confirm"]})  # fmt: skip
    trade.sell(line("gift1000", 2), outcome="konbini")
    trade.ask("/api/coupons/thanks300/send", {"to": ["regular@example.com"]})
    shop.at("2026-12-20T10:00:00+09:00")
    return found


def _doors(trade: Trade, nights: dict[str, list[str]]) -> None:
    shop = trade.shop
    for night, moments in ((FIRST, ("18:31", "18:40", "18:47", "18:58")), (SECOND, ("18:33", "18:44", "18:50"))):
        secrets = nights[night][: None if night == FIRST else 8]
        for place, moment in enumerate(moments):
            shop.at(f"2026-12-{night[6:8]}T{moment}:00+09:00")
            for number, secret in enumerate(secrets[place :: len(moments)]):
                _stamp(trade, secret, f"{night}-{place}-{number:03}-nonce", "田中" if number % 2 else "三浦")
    shop.at(EVENING)


def _stamp(trade: Trade, secret: str, nonce: str, who: str) -> None:
    ticket = next(map(told, trade.tickets(secret)), {"units_left": 0, "state": ""})
    units = ticket["units_left"] - (1 if ticket["units_left"] > 2 else 0)
    if ticket["state"] != "unused" or not ticket["door_code"] or not units:
        return
    with door(trade.shop, who) as client:
        client.post("/api/stamps", json={"door_code": ticket["door_code"], "units": units, "nonce": nonce})


def _systems(trade: Trade) -> None:
    """An account, a hook that nobody answers, a key: what the screens about them show."""
    trade.ask("/api/accounts", {"name": "三浦 しのぶ", "email": "miura@mogiriza.example", "role": "lead"})
    trade.ask("/api/pause", {"item": "mokuhan", "channel": "own", "paused": True})
    hook = trade.ask("/api/hooks", {"url": f"{trade.shop.url}/nobody", "events": ["order.paid"], "note": "会員台帳"})
    trade.ask("/api/hooks", {"url": "http://127.0.0.1:9/hook", "events": [], "note": "LINEのお知らせ"})
    trade.ask(f"/api/hooks/{hook['id']}/ping", {})
    trade.ask("/api/keys", {"name": "会計ソフト", "scopes": ["orders", "statement"]})


def places(owner: httpx2.Client) -> dict[str, str]:
    """What the addresses of single screens need: an order's number, a customer's, a call-off's."""
    orders = owner.get("/api/orders?item=kontolive").json()["orders"]
    cancelled = next((each for each in orders if re.match("cancelled|refunded", each["status"])), orders[-1])
    return {
        "order": orders[0]["number"],
        "cancelled": cancelled["number"],
        "person": owner.get("/api/customers").json()["customers"][0]["id"],
        "hook": owner.get("/api/hooks").json()["hooks"][0]["id"],
        "run": owner.get("/api/cancellations").json()["cancellations"][0]["id"],
    }
