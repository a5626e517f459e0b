"""A shop whose people do whatever comes into their heads, and the owner's figures of it from four places."""

import csv
import io
import itertools
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2

from tests.support.goods import FREE, HALL, HOLDING, ITEMS, ONCE, SHOW, TEA, TEN, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from webhook import clock
from webhook.database import database
from webhook.ledger import checking, news
from webhook.models import Refund, Ticket

Five = tuple[int, int, int, int, int]
"""Issued, used, unused, no-show and cancelled units."""
NAMES = ("issued", "used", "unused", "no_show", "cancelled")
Figures = dict[tuple[str, str], Five]
"""Those units by item and date."""

BEFORE = ["buy", "buy", "pass_", "free", "issue", "send", "give", "share", "cancel", "shop_cancels", "close", "forget"]
THAT_DAY = [
    "stamp",
    "stamp",
    "part",
    "part",
    "undo",
    "tap",
    "tap",
    "door_sale",
    "give",
    "share",
    "shop_cancels",
    "forget",
]
AFTERWARDS = ["late", "late", "tap", "shop_cancels", "share", "undo", "forget"]
SPARE, TRIES = "spare@example.com", 8
SURE = {*BEFORE, *THAT_DAY, *AFTERWARDS}
"""What has to have succeeded at least once in all lives: what is always refused would prove nothing."""


@dataclass
class Life:
    """One shop from the first sale until every day is over; a step that is refused changes nothing."""

    shop: Shop
    chance: random.Random
    done: Counter[str]
    tickets: list[dict[str, Any]] = field(default_factory=list)
    stamps: list[Any] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        stocked(self.shop.settings.site, ITEMS + HOLDING)
        clock.set_to(SHOW - timedelta(hours=40))
        self.owner, self.lead = self.shop.owner(), self.shop.staff("lead")
        until(lambda: "hall" in self.shop.fan.get("/api/stock").json()["items"], "the catalogue")

    def step(self, name: str) -> None:
        """One thing that somebody does."""
        self.done[name] += bool(getattr(self, name)())

    def spare(self) -> bool:
        """A ticket that stays, so that something can be handed in for it afterwards."""
        self.reserve = self.shop.ticket(line(HALL.id, "fri", "adult", 4), email=SPARE)
        return True

    def buy(self) -> bool:
        item, session = self.chance.choice([("hall", "fri"), ("live", "sat"), ("live", "fri")])
        kind = self.chance.choice(["adult", "child"] if item == "hall" else ["adult", "student"])
        return self._bought(line(item, session, kind, self.chance.randint(1, 4)))

    def pass_(self) -> bool:
        return self._bought(thing(TEA.id))

    def free(self) -> bool:
        return self._bought(line(FREE.id, "one", "guest", self.chance.randint(1, 2)))

    def issue(self) -> bool:
        wanted = {"item": HALL.id, "session": "fri", "ticket": "adult", "units": self.chance.randint(1, 3)}
        return self.owner.post("/api/issue", json=wanted | {"email": self._mail()}).status_code == 201

    def send(self) -> bool:
        answer = self.owner.post(f"/api/coupons/{self.chance.choice([TEN, ONCE]).id}/send", json={"to": [self._mail()]})
        with database.connection_context():
            newest = Ticket.select().where(Ticket.kind == "coupon").order_by(Ticket.id.desc()).get()
        self._keep(f"{self.shop.url}/t/{newest.owner_token}")
        return answer.status_code == 201

    def give(self) -> bool:
        def given(ticket: dict[str, Any]) -> bool:
            gift = self.shop.fan.post(f"{ticket['url']}/gifts", json={"units": 1})
            if gift.status_code != 201:
                return False
            taken = self.shop.client().post(f"{gift.json()['url']}/accept", json={"name": "友だち"})
            return taken.status_code == 200 and self._keep(taken.json()["url"])

        return any(map(given, self._some(HALL.id, TEA.id)))

    def share(self) -> bool:
        def shared(ticket: dict[str, Any]) -> bool:
            return self.shop.fan.post(f"{ticket['url']}/shares", json={"email": self._mail()}).status_code == 201

        return any(map(shared, self._some("coupon")))

    def cancel(self) -> bool:
        def cancelled(ticket: dict[str, Any]) -> bool:
            return self.shop.fan.post(f"{ticket['url']}/cancel", json={}).status_code == 200

        return any(map(cancelled, self._some("event")))

    def shop_cancels(self) -> bool:
        orders = self.owner.get("/api/orders", params={"status": "paid"}).json()["orders"]
        orders = [order for order in orders if order["channel"] == "own" and order["email"] != SPARE]
        if not orders or self.chance.random() < 0.3:
            return False
        number, why = self.chance.choice(orders)["number"], {"reason": "weather", "full": True}
        return self.owner.post(f"/api/orders/{number}/cancel", json=why).status_code == 200

    def close(self) -> bool:
        answer = self.owner.post("/api/sessions/live/sat/close", json={"bookings": "keep"})
        return answer.status_code == 200

    def forget(self) -> bool:
        known = [each for each in self.owner.get("/api/customers").json()["customers"] if each["email"] != SPARE]

        def forgotten(person: dict[str, Any]) -> bool:
            path = f"/api/customers/{person['id']}/forget"
            return self.owner.post(path, json={"anyway": True}).status_code == 200

        return any(map(forgotten, self._shuffled(known)))

    def stamp(self) -> bool:
        return any(self._stamped({"door_code": each["door_code"]}) for each in self._some("event"))

    def part(self) -> bool:
        return any(self._stamped({"door_code": each["door_code"], "units": 1}) for each in self._some("event", "pass"))

    def late(self) -> bool:
        """What a device that was at the door hands in when the day is over."""
        wish = {"units": 1, "offline": True, "at": SHOW.isoformat(), "counter": next(self.numbers)}
        found = [*self._some("event"), self._now(self.reserve)]
        return any(self._stamped(wish | {"door_code": each["door_code"]}, self.gate) for each in found)

    def tap(self) -> bool:
        def tapped(ticket: dict[str, Any]) -> bool:
            return self._made(self.shop.fan.post(f"{ticket['url']}/stamps", json={"units": 1}).json())

        return any(map(tapped, self._some("pass", "coupon")))

    def undo(self) -> bool:
        def undone(stamp: Any) -> bool:
            return self.lead.post(f"/api/stamps/{stamp}/undo").status_code == 200

        return any(map(undone, self._shuffled(self.stamps)))

    def door_sale(self) -> bool:
        line_ = {"ticket": self.chance.choice(["adult", "child"]), "units": self.chance.randint(1, 2)}
        about = {
            "item": HALL.id,
            "session": "fri",
            "name": "当日の客",
            "paid": "cash",
            "nonce": f"sale{next(self.numbers)}",
        }
        body = about | {"lines": [line_], "stamp": self.chance.random() < 0.5}
        return self.lead.post("/api/door/sales", json=body).status_code == 201

    def open_doors(self) -> None:
        """The hour of the show: somebody signs in at the door."""
        clock.set_to(SHOW)
        self.gate = self.shop.staff()

    def close_doors(self) -> None:
        """The days of all dates are over."""
        clock.set_to(SHOW + timedelta(hours=30))

    def over(self) -> None:
        """Everything has found its end: days, validity, and money on its way."""
        clock.set_to(SHOW + timedelta(days=20))

        def settled() -> bool:
            with database.connection_context():
                return not Refund.select().where(Refund.state.in_(["planned", "pending"])).exists()

        until(settled, "the refunds to arrive")

    def feed(self) -> Figures:
        """The usage feed's, whose own sums are held to its cells."""
        told = self.owner.get("/api/usage").json()
        found: Figures = {}
        for item in told["items"]:
            for each in item["sessions"]:
                found[item["id"], each["id"]] = five(each[name] for name in NAMES)
                kinds = [five(kind[name] for name in NAMES) for kind in each["tickets"]]
                assert found[item["id"], each["id"]] == total(kinds), "a date is the sum of its ticket types"
                assert sum(arrived["used"] for arrived in each["arrivals"]) == each["used"]
            dates = total(found[item["id"], each["id"]] for each in item["sessions"])
            whole = five(item[name] for name in NAMES)
            if item["kind"] == "event":
                assert whole == dates, "an item is the sum of its dates"
            else:
                found[item["id"], ""] = whole
        assert five(told["totals"][name] for name in NAMES) == total(found.values()), (
            "the total is the sum of the items"
        )
        return _without_nothing(found)

    def recipients(self) -> Figures:
        """The sums of the list of grants."""
        now, sums = clock.now(), Counter[tuple[str, str, int]]()
        for row in self.sheet("/api/recipients.csv"):
            units, used, left = (int(row[name]) for name in ("発行", "利用回数", "残り"))
            ended, gone = row["有効期限"], bool(row["キャンセル日時"])
            over = not gone and ended and datetime.fromisoformat(ended) <= now
            cell = (used if gone else units, used, left, left if over else 0, units - used if gone else 0)
            for place, count in enumerate(cell):
                sums[row["商品ID"], row["日程"], place] += count
        return _without_nothing({key[:2]: five(sums[(*key[:2], place)] for place in range(5)) for key in sums})

    def uses(self, query: str = "") -> dict[tuple[str, str], int]:
        """Units by the list of uses."""
        sums: Counter[tuple[str, str]] = Counter()
        for row in self.sheet(f"/api/uses.csv{query}"):
            sums[row["商品ID"], row["日程"]] += 0 if row["取消日時"] else int(row["利用回数"])
        return dict(+sums)

    def ledger(self) -> dict[tuple[str, str], tuple[int, int, int]]:
        """Issued, used and cancelled as the chain alone has them."""

        def sealed() -> bool:
            return not news.look(1)[1]

        with database.connection_context():
            until(sealed, "the ledger to be written")
            assert news.overlooked() == 0, "the database notes whatever changes"
            report = checking.check(clock.now())
        assert report.good, report
        sums: Counter[tuple[str, str, int]] = Counter()
        for (item, session, _), three in report.units.items():
            for place, count in enumerate(three):
                sums[item, session, place] += count
        found = {key[:2]: tuple(sums[(*key[:2], place)] for place in range(3)) for key in sums}
        return {key: (three[0], three[1], three[2]) for key, three in found.items() if any(three)}

    def sheet(self, path: str) -> list[dict[str, str]]:
        """The rows of a CSV."""
        answer = self.owner.get(path, headers={"Accept-Language": "ja"})
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def statement(self) -> dict[str, int]:
        """All that the months of this life have earned."""
        sums: Counter[str] = Counter()
        for month in ("2027-03", "2027-04"):
            sums.update(self.owner.get("/api/statement", params={"month": month}).json()["sums"])
        return dict(sums)

    def kept(self) -> int:
        """The money that came in by the list of orders and was not given back."""
        return sum(int(row["合計"]) - int(row["返金"]) for row in self.sheet("/api/orders.csv") if row["支払日時"])

    def _bought(self, wanted: dict[str, Any]) -> bool:
        placed = self.shop.checkout(wanted, email=self._mail())
        if placed.status_code != 201:
            return False
        secret = placed.json()["order"]
        if self.shop.order(secret)["status"] == "open":
            self.shop.pay(placed.json()["url"])
        return all(self._keep(each["url"]) for each in self.shop.until(secret, "paid")["tickets"])

    def _keep(self, url: str) -> bool:
        self.tickets.append(self.shop.fan.get(url).json() | {"url": url})
        return True

    def _stamped(self, wish: dict[str, Any], by: httpx2.Client | None = None) -> bool:
        return self._made((by or self.lead).post("/api/stamps", json=wish | {"nonce": f"n{next(self.numbers)}"}).json())

    def _made(self, answer: dict[str, Any]) -> bool:
        self.stamps += [answer["stamp"]["id"]] if answer.get("stamp") else []
        return bool(answer.get("stamp"))

    def _some(self, *wanted: str) -> Iterator[dict[str, Any]]:
        """Tickets of these kinds or items, some of them past use, each with the QR it has now."""
        found = [ticket for ticket in self.tickets if ticket["kind"] in wanted or ticket["item"] in wanted]
        yield from map(self._now, self._shuffled(found))

    def _shuffled(self, found: list[Any]) -> list[Any]:
        return self.chance.sample(found, min(len(found), TRIES))

    def _now(self, ticket: dict[str, Any]) -> dict[str, Any]:
        return ticket | {"door_code": self.shop.fan.get(ticket["url"]).json().get("door_code") or "NONE"}

    def _mail(self) -> str:
        """Mostly somebody new."""
        return f"fan{self.chance.choice([next(self.numbers), 1, 2])}@example.com"


def five(counts: Iterable[int]) -> Five:
    """Five numbers as one cell."""
    issued, used, unused, no_show, cancelled = counts
    return issued, used, unused, no_show, cancelled


def total(cells: Iterable[Five]) -> Five:
    """The sum of cells, also of none."""
    return five(map(sum, zip((0, 0, 0, 0, 0), *cells, strict=True)))


def _without_nothing(found: Figures) -> Figures:
    return {key: cell for key, cell in found.items() if any(cell)}
