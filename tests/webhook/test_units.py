"""Whatever is issued, stamped, undone, given, shared and cancelled in whatever order: every unit is there once."""

import contextlib
import itertools
import random
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.goods import HALL, ONCE, PRESENT, SHOP, SHOW, STAMPED, TEA, TEN
from webhook import clock, database, gifts, sharing
from webhook.catalogue import FORMAT, Catalogue, Item
from webhook.crew import accounts
from webhook.crew.accounts import Visitor
from webhook.door import phone, stamping, undoing
from webhook.door.wishes import Wish
from webhook.http.reading import Fields
from webhook.issuing import sending
from webhook.look import site_folders
from webhook.models import Gift, OldCode, Order, Share, Stamp, Ticket
from webhook.orders import cancelling
from webhook.orders.cancelling import Why
from webhook.payments import Gateway
from webhook.private import Private
from webhook.refusals import Refused
from webhook.selling import basket, checkout
from webhook.selling.basket import Checkout
from webhook.selling.checkout import Counter
from webhook.settings import Settings
from webhook.tally import checking
from webhook.tickets import window_of
from webhook.usage import units
from webhook.words import Words


def _free(item: Item) -> Item:
    """Without money an order is issued at once."""
    types = tuple(replace(each, price=0) for each in item.tickets)
    return replace(item, tickets=types, price=0 if item.price is not None else None)


SOLD = (replace(_free(HALL), entry_numbers=True), replace(_free(STAMPED), gift=True), _free(TEA))
COUPONS = (replace(TEN, total_uses=12), ONCE, PRESENT)
CATALOGUE = Catalogue(format=FORMAT, built_at=clock.now(), shop=SHOP, items=SOLD + COUPONS)
STEPS = [
    *["order", "order", "send", "scan", "scan", "scan", "phone", "phone", "undo", "give", "give", "accept", "accept"],
    *["withdraw", "share", "accept_share", "cancel", "shop_cancels", "wait", "wait"],
]


_runs = itertools.count()
DONE: Tally[str] = Tally()
"""How often each step came to its end in all lives: what is always refused would prove nothing."""
SURE = ("order", "send", "scan", "phone", "give", "accept", "share", "wait", "stamps")


@dataclass
class House:
    """The service's own functions, driven step by step."""

    counter: Counter
    staff: Visitor
    chance: random.Random
    codes: set[str] = field(default_factory=set)
    names: Iterator[int] = field(default_factory=itertools.count)

    def step(self, name: str) -> None:
        with contextlib.suppress(Refused):  # refused is undone
            getattr(self, name)()
            DONE[name] += 1
        self.codes |= {ticket.door_code for ticket in Ticket.select(Ticket.door_code)}

    def order(self) -> None:
        item = self.chance.choice(SOLD)
        kinds: list[Any] = [each.id for each in item.tickets] or [None]
        lines = [self._line(item, kind) for kind in self.chance.sample(kinds, self.chance.randint(1, len(kinds)))]
        wanted = {"lines": lines, "name": "客", "email": f"fan{next(self.names)}@example.com"}
        request: Checkout = basket.read(Fields(wanted), SHOP.languages)
        checkout.place(request, self.counter, clock.now())

    def send(self) -> None:
        addresses = [f"friend{number}@example.com" for number in range(6)]
        to = self.chance.sample(addresses, 2)
        sending.send(self.chance.choice(COUPONS), to, CATALOGUE, clock.now())

    def scan(self) -> None:
        code = self.chance.choice(sorted(self.codes)) if self.codes else "NONE"
        units = self.chance.choice([None, 1, 1, 2, 4])
        stamping.stamp(Wish(door_code=code, units=units, nonce=self._nonce()), self.staff, clock.now())

    def phone(self) -> None:
        ticket = self._any(Ticket.select())
        if ticket:
            wish = Wish(ticket_id=ticket.id, units=self.chance.choice([None, 1, 2, 3]), nonce=self._nonce())
            phone.by_holder(ticket, wish, "1", "2468", clock.now())

    def undo(self) -> None:
        stamp = self._any(Stamp.select())
        if stamp:
            undoing.undo(stamp.id, self.staff, SHOP, clock.now())

    def give(self) -> None:
        ticket = self._any(Ticket.select().where(Ticket.kind != "coupon"))
        if ticket:
            lines = {each.type: self.chance.randint(0, 2) for each in ticket.lines}
            by_type = lines if self.chance.random() < 0.5 else None
            gifts.offer(ticket, self.chance.randint(1, 3), by_type, "", clock.now())

    def accept(self) -> None:
        gift = self._any(Gift.select())
        if gift:
            gifts.accept(gift, "友だち", "", clock.now())

    def withdraw(self) -> None:
        gift = self._any(Gift.select())
        if gift:
            gifts.withdraw(gift, clock.now())

    def share(self) -> None:
        ticket = self._any(Ticket.select().where(Ticket.kind == "coupon"))
        if ticket:
            email = self.chance.choice(["", f"friend{self.chance.randint(0, 9)}@example.com"])
            sharing.share(ticket, email, CATALOGUE, clock.now())

    def accept_share(self) -> None:
        share = self._any(Share.select())
        if share:
            sharing.accept(share, "友だち", f"friend{self.chance.randint(0, 9)}@example.com", CATALOGUE, clock.now())

    def cancel(self) -> None:
        ticket = self._any(Ticket.select())
        if ticket:
            cancelling.by_holder(ticket, None, CATALOGUE, clock.now())

    def shop_cancels(self) -> None:
        order = self._any(Order.select())
        if order and self.chance.random() < 0.4:
            cancelling.by_shop(order, Why(by="shop", reason="weather"), full=True, catalogue=CATALOGUE, now=clock.now())

    def wait(self) -> None:
        """Mostly on, sometimes back: a clock that was wrong is set right."""
        clock.set_to(clock.now() + timedelta(hours=self.chance.choice([1, 5, 20, 40, -4])))

    def check(self) -> None:
        """What has to be true at any moment."""
        self._check_units()
        assert checking.differing(clock.now()) == [], "the tally and the rows say the same"
        self._check_entry_numbers()
        self._check_stamps()
        self._check_codes()

    def _check_units(self) -> None:
        bought: Tally[Any] = Tally()
        there: Tally[Any] = Tally()
        for order in Order.select():
            for row in order.lines:
                bought[order.id, row.item, row.ticket] += row.units
        for ticket in Ticket.select():
            for row in ticket.lines:
                used = sum(each.units for each in row.stamps if each.stamp.undone_at is None)
                assert 0 <= used <= row.units, "nothing is used that is not there"
                if ticket.kind == "coupon":
                    coupon = CATALOGUE.item(ticket.item)
                    assert coupon
                    assert row.units == coupon.uses, "whole, as the shop gives it"
                else:
                    there[ticket.order_id, ticket.item, row.type] += row.units
        assert there == bought, "no unit in two tickets, and none lost"
        feed = units.feed(CATALOGUE, clock.now(), "ja")
        all_of_them = list(Ticket.select())
        for item in feed["items"]:
            lives = [each for each in all_of_them if each.item == item["id"] and each.cancelled_at is None]
            gone = [each for each in all_of_them if each.item == item["id"] and each.cancelled_at]
            issued = sum(row.units for ticket in lives for row in ticket.lines) + sum(self._used(each) for each in gone)
            assert item["issued"] == item["used"] + item["unused"] == issued
            assert item["used"] == sum(map(self._used, [*lives, *gone]))

    def _check_entry_numbers(self) -> None:
        numbers: list[int] = []
        for ticket in Ticket.select().where(Ticket.item == HALL.id):
            for row in ticket.lines:
                numbers += range(row.entry_from, row.entry_from + row.units)
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), "each number is somebody's, and one person's"

    def _check_stamps(self) -> None:
        ten = [stamp.units for stamp in Stamp.select() if stamp.ticket.item == TEN.id and stamp.undone_at is None]
        assert sum(ten) <= 12, "no more than the shop gives in all"
        nonces: set[str] = set()
        for stamp in Stamp.select():
            assert window_of(stamp.ticket).at(stamp.at) == "open", "no stamp outside its window"
            assert sum(row.units for row in stamp.lines) == stamp.units > 0
            assert all(row.line.ticket_id == stamp.ticket_id for row in stamp.lines)
            if stamp.method == "stamp" and stamp.ticket.starts_at:
                assert stamp.at >= stamp.ticket.starts_at - phone.OPENS
            if stamp.method == "tap":
                assert (stamp.staff_id, stamp.staff_name) == (None, "")
            if stamp.ticket.item == PRESENT.id:
                assert stamp.ticket.shared_by_id, "what is for giving only is used by its receiver"
            assert stamp.nonce not in nonces
            nonces.add(stamp.nonce)

    def _check_codes(self) -> None:
        alive = [ticket.door_code for ticket in Ticket.select()]
        dead = [old.code for old in OldCode.select()]
        assert len({*alive, *dead}) == len(alive) + len(dead), "no door code alive twice, and none that was replaced"
        digits = [ticket.six_digit for ticket in Ticket.select() if window_of(ticket).at(clock.now()) != "over"]
        assert len(set(digits)) == len(digits)
        assert self.codes <= {*alive, *dead}, "the door knows what became of every code that ever was"
        for ticket in Ticket.select().where(Ticket.shared_by.is_null(False)):
            assert ticket.shared_by.shared_by_id is None, "S2-25: never passed on"

    def _used(self, ticket: Ticket) -> int:
        return sum(stamp.units for stamp in ticket.stamps if stamp.undone_at is None)

    def _line(self, item: Item, kind: str | None) -> dict[str, Any]:
        more = {"session": "fri", "ticket": kind} if kind else {}
        return {"item": item.id, "quantity": self.chance.randint(1, 4)} | more

    def _nonce(self) -> str:
        """Now and then one that was there before."""
        return f"n{self.chance.randint(0, 40)}"

    def _any(self, query: Any) -> Any:
        rows = list(query)
        return self.chance.choice(rows) if rows else None


def test_random_lives_of_tickets_add_up(tmp_path: Path) -> None:
    DONE.clear()

    @settings(max_examples=12, deadline=None)
    @given(steps=st.lists(st.sampled_from(STEPS), min_size=10, max_size=45), seed=st.integers(0, 10**6))
    def lives(steps: list[str], seed: int) -> None:
        _live(steps, seed, tmp_path)

    lives()
    assert set(SURE) <= set(DONE), DONE


def _live(steps: list[str], seed: int, tmp_path: Path) -> None:
    clock.set_to(SHOW - timedelta(hours=30))
    opened = database.connect(f"sqlite:///{tmp_path / f'{next(_runs)}.db'}")
    site = site_folders(tmp_path)
    counter = Counter(
        catalogue=CATALOGUE,
        private=Private(),
        gateway=Gateway(Settings(data=tmp_path, site=tmp_path)),
        words=Words([folder / "words" for folder in site]),
        site_url="https://trial.example",
    )
    try:
        with opened.connection_context():
            accounts.add("1", "係", "lead", pin="2468", now=clock.now())
            accounts.open_shift("SHIFT", clock.now())
            staff, _ = accounts.join("SHIFT", "", "1", "2468", clock.now())
            house = House(counter=counter, staff=staff, chance=random.Random(seed))
            for number, step in enumerate(["order", "send", *steps]):
                house.step(step)
                if number % 8 == 0:
                    house.check()
            house.check()
            DONE["stamps"] += Stamp.select().count()
    finally:
        opened.close_all()
        clock.set_to(None)
