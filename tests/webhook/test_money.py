"""Whatever happens in whatever order, crashes included: never a yen wrong, never a unit too many."""

import contextlib
import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.goods import ITEMS, PRIVATE, SHOP
from tests.webhook.conftest import line, practice_stripe
from webhook import clock, database, sweeper
from webhook.catalogue import FORMAT, Catalogue
from webhook.http.reading import Fields
from webhook.look import site_folders
from webhook.mailing import outbox
from webhook.models import Order, Payment, Refund, Stock, Ticket
from webhook.orders import cancelling, refunds, settling
from webhook.orders.cancelling import Why
from webhook.payments import Gateway, PaymentsUnavailable
from webhook.practice.stripe import PracticeStripe
from webhook.refusals import Refused
from webhook.selling import basket, checkout
from webhook.selling.basket import Checkout
from webhook.selling.checkout import Counter
from webhook.settings import Settings
from webhook.words import Words

CATALOGUE = Catalogue(format=FORMAT, built_at=clock.now(), shop=SHOP, items=ITEMS)
STEPS = [
    *["order", "order", "pay", "pay", "decline", "konbini", "konbini_paid", "konbini_lapsed", "expire"],
    *["tell", "tell", "tell", "sweep", "hours", "cancel", "cancel", "shop_cancels", "refund"],
]


class CrashError(Exception):
    """The process dies here."""


@dataclass
class Till:
    """The service's own functions, driven step by step, with a practice Stripe outside."""

    gateway: Gateway
    stripe: PracticeStripe
    counter: Counter
    chance: random.Random
    kept: int = 0
    names: Iterator[int] = field(default_factory=itertools.count)

    def step(self, name: str) -> None:
        with contextlib.suppress(Refused, CrashError, PaymentsUnavailable):
            getattr(self, name)()  # refused, or dead before the commit: what was not committed has not happened

    def order(self) -> None:
        kind = self.chance.choice(["adult", "student"])
        session = self.chance.choice(["fri", "sat"])
        wanted = {
            "lines": [line(session=session, ticket=kind, quantity=self.chance.randint(1, 4))],
            "name": "客",
            "email": f"fan{next(self.names)}@example.com",
            "coupon": self.chance.choice(["", "", "HARU500"]),
        }
        request: Checkout = basket.read(Fields(wanted), SHOP.languages)
        checkout.place(request, self.counter, clock.now())

    def pay(self) -> None:
        self._press("paid")

    def decline(self) -> None:
        self._press("declined")

    def konbini(self) -> None:
        self._press("konbini")

    def konbini_paid(self) -> None:
        self._press("konbini_paid")

    def konbini_lapsed(self) -> None:
        self._press("konbini_lapsed")

    def expire(self) -> None:
        self._press("expire")

    def tell(self) -> None:
        payment = self._any(Payment.select().where(Payment.session_id.is_null(False)))
        if payment:
            settling.settle(self.gateway.session(payment.session_id), CATALOGUE, clock.now())

    def sweep(self) -> None:
        sweeper.sweep(self.gateway, CATALOGUE)

    def hours(self) -> None:
        clock.set_to(clock.now() + timedelta(hours=self.chance.choice([1, 30])))

    def cancel(self) -> None:
        ticket = self._any(Ticket.select().where(Ticket.cancelled_at.is_null()))
        if ticket:
            self.kept += cancelling.by_holder(ticket, None, CATALOGUE, clock.now()).fee

    def shop_cancels(self) -> None:
        order = self._any(Order.select())
        if order:
            full = self.chance.random() < 0.7
            why = Why(by="shop", reason="weather")
            bill = cancelling.by_shop(order, why, full=full, catalogue=CATALOGUE, now=clock.now())
            self.kept += bill.fee

    def refund(self) -> None:
        refunds.work(self.gateway)

    def calm(self) -> None:
        """Until nothing is left to do: every word heard, every refund made."""
        for _ in range(3):
            for payment in Payment.select().where(Payment.session_id.is_null(False)):
                settling.settle(self.gateway.session(payment.session_id), CATALOGUE, clock.now())
            Refund.update(due_at=clock.now()).where(Refund.due_at.is_null(False)).execute()
            for _ in Refund.select().where(Refund.state == "planned"):
                Refund.update(due_at=clock.now()).where(Refund.state == "planned").execute()
                refunds.work(self.gateway)
            for waits in Refund.select().where(Refund.state.in_(["requires_action", "pending"])):
                self.stripe.move_refund(waits.stripe_id, "succeeded")
                refunds.settle(self.gateway.refund_now(waits.stripe_id), clock.now())

    def check_stock(self) -> None:
        """Units held and sold are those of the orders that wait and of the tickets that live."""
        held: dict[Any, int] = defaultdict(int)
        sold: dict[Any, int] = defaultdict(int)
        for order in Order.select():
            live = {(each.item, each.session) for each in order.tickets if each.cancelled_at is None}
            for row in order.lines:
                keys = [(row.item, row.session, ""), (row.item, row.session, row.ticket)]
                for key in keys:
                    held[key] += row.quantity if order.status in ("open", "awaiting_payment") else 0
                    sold[key] += row.quantity if (row.item, row.session) in live else 0
        for stock in Stock.select().where(Stock.session != ""):
            key = (stock.item, stock.session, stock.ticket)
            assert (stock.held, stock.sold) == (held[key], sold[key]), key
            limit = {"": 12, "adult": 10}.get(stock.ticket)
            assert limit is None or stock.held + stock.sold <= limit

    def check_money(self) -> None:
        """What Stripe has of ours is what the living tickets cost, and the fees that were kept."""
        taken = returned = 0
        for payment in Payment.select().where(Payment.session_id.is_null(False)):
            session = self.gateway.session(payment.session_id)
            taken += session.amount if session.paid else 0
            if session.intent:
                made = self.gateway.refunds(session.intent)
                returned += sum(each.amount for each in made if each.status == "succeeded")
        lives = [ticket for ticket in Ticket.select() if ticket.cancelled_at is None]
        worth = sum(cancelling.paid(ticket) for ticket in lives)
        assert taken - returned == worth + self.kept
        assert taken == sum(payment.received for payment in Payment.select())

    def _press(self, outcome: str) -> None:
        payment = self._any(Payment.select().where(Payment.url.is_null(False)))
        if payment:
            httpx2.post(payment.url, data={"outcome": outcome})

    def _any(self, query: Any) -> Any:
        rows = list(query)
        return self.chance.choice(rows) if rows else None


@pytest.fixture(scope="module")
def stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PracticeStripe, str]]:
    with practice_stripe(tmp_path_factory.mktemp("stripe"), "") as running:
        yield running


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.sampled_from(STEPS), min_size=8, max_size=40),
    seed=st.integers(0, 10**6),
    crashes=st.booleans(),
)
def test_random_lives_of_orders_add_up(
    steps: list[str], seed: int, crashes: bool, tmp_path: Path, stripe: tuple[PracticeStripe, str]
) -> None:
    practice, url = stripe
    clock.set_to(None)
    opened = database.connect(f"sqlite:///{tmp_path / f'{seed}-{len(steps)}-{random.random()}.db'}")
    site = site_folders(tmp_path)
    gateway = Gateway(Settings(data=tmp_path, site=tmp_path, stripe_key="sk_test_1234567890", stripe_base=url))
    counter = Counter(
        catalogue=CATALOGUE,
        private=PRIVATE,
        gateway=gateway,
        words=Words([folder / "words" for folder in site]),
        site_url="https://trial.example",
    )
    till = Till(gateway=gateway, stripe=practice, counter=counter, chance=random.Random(seed))
    try:
        with opened.connection_context(), _mishaps(till.chance, gateway, crashes) as trouble:
            for step in ["order", "pay", "tell", *steps]:
                till.step(step)
                till.check_stock()
            trouble.stop()
            till.calm()
            till.check_stock()
            till.check_money()
    finally:
        opened.close_all()
        clock.set_to(None)


class _mishaps:  # noqa: N801 - reads as a verb in a with statement
    """Now and then the process dies before a commit, or hears no answer of a refund that was made."""

    def __init__(self, chance: random.Random, gateway: Gateway, on: bool) -> None:
        self._on, self._chance = on, chance
        self._patches = [
            mock.patch.object(outbox, "post", self._dying(outbox.post, before=True)),
            mock.patch.object(gateway, "refund", self._dying(gateway.refund, before=False)),
        ]

    def __enter__(self) -> "_mishaps":
        for patch in self._patches:
            patch.start()
        return self

    def __exit__(self, *_: object) -> None:
        for patch in self._patches:
            patch.stop()

    def stop(self) -> None:
        self._on = False

    def _dying(self, original: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            dies = self._on and self._chance.random() < 0.2
            if dies and before:
                raise CrashError
            answer = original(*arguments, **named)
            if dies:
                raise PaymentsUnavailable("the line was cut")
            return answer

        return call
