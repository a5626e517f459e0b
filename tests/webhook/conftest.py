"""A whole service on a real port, with a practice Stripe and a mail server outside it."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.support.goods import SHOW, confided, stocked
from tests.support.post_office import PostOffice, post_office
from tests.support.servers import address, listening, serving
from tests.support.stripe_shapes import held_to_the_shapes
from tests.support.waiting import until
from webhook import clock
from webhook.app import create_app
from webhook.crew import accounts
from webhook.database import database
from webhook.models import Mail, Notice, StripeEvent
from webhook.practice.stripe import Backoff, PracticeStripe
from webhook.settings import Settings

WEBHOOK_SECRET = "whsec_for_tests"
_numbers = itertools.count(1)


@dataclass
class Shop:
    """The service at ``url``, Stripe beside it, and the people who use them."""

    url: str
    settings: Settings
    stripe: PracticeStripe
    office: PostOffice
    app: Starlette
    clients: list[httpx2.Client] = field(default_factory=list)
    fan: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        self.fan = self.client()

    def client(self) -> httpx2.Client:
        """A browser of its own."""
        client = httpx2.Client(base_url=self.url)
        self.clients.append(client)
        return client

    def checkout(self, *lines: dict[str, Any], client: httpx2.Client | None = None, **more: Any) -> httpx2.Response:
        """Post an order; without lines one adult for Friday."""
        body = {"lines": list(lines) or [line()], "name": "山田 花子", "email": f"fan{next(_numbers)}@example.com"}
        return (client or self.fan).post("/api/checkout", content=json.dumps(body | more))

    def pay(self, url: str, outcome: str = "paid") -> httpx2.Response:
        """Press a button of Stripe's page."""
        return self.fan.post(url, data={"outcome": outcome})

    def order(self, secret: str) -> dict[str, Any]:
        answer = self.fan.get(f"/api/orders/{secret}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def bought(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """An order paid and fulfilled."""
        placed = self.checkout(*lines, **more)
        assert placed.status_code == 201, placed.text
        secret = placed.json()["order"]
        if self.order(secret)["status"] == "open":
            assert self.pay(placed.json()["url"]).status_code == 303
        until(lambda: self.order(secret)["status"] == "paid", "the order to be paid")
        return self.order(secret)

    def ticket(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The JSON of the first ticket of a new order, with its address as ``url``."""
        url = self.bought(*lines, **more)["tickets"][0]["url"]
        return self.fan.get(url).json() | {"url": url}

    def staff(self, role: str = "staff", number: str = "", **scope: str) -> httpx2.Client:
        """Somebody signed in at the door with that role; ``scope`` narrows the shift to an item and session."""
        number = number or str(next(_numbers))
        client = self.client()
        with database.connection_context():
            accounts.add(number, f"係 {number}", role, pin="2468", now=clock.now())
            shift = accounts.open_shift(f"SHIFT{number}", clock.now())
            if scope:
                type(shift).update(**scope).where(type(shift).id == shift.id).execute()
        body = {"code": f"SHIFT{number}", "name": "", "number": number, "pin": "2468"}
        assert client.post("/api/staff/join", json=body).status_code == 200
        return client

    def owner(self) -> httpx2.Client:
        """The owner, signed in by a link."""
        client = self.client()
        with database.connection_context():
            staff = accounts.add(str(next(_numbers)), "店主", "owner", now=clock.now())
            token = accounts.link(staff, clock.now())
        assert client.post("/api/sign-in", json={"token": token}).status_code == 200
        return client

    def usage(self) -> dict[str, Any]:
        """The whole feed."""
        return dict(self.owner().get("/api/usage").json())

    def open(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """An order that waits for its payment: its secret as ``order``, Stripe's page as ``url``."""
        placed = self.checkout(*lines, **more)
        assert placed.status_code == 201, placed.text
        return dict(placed.json())

    def until(self, secret: str, status: str) -> dict[str, Any]:
        """The order once it has that status."""
        until(lambda: self.order(secret)["status"] == status, f"the order to be {status}")
        return self.order(secret)

    def later(self, **span: float) -> None:
        """Let the clock run on, and the workers notice."""
        clock.set_to(clock.now() + timedelta(**span))
        self.stripe.settle()
        for worker in self.app.state.service.workers.values():
            worker.wake()

    def mailed(self, template: str) -> list[Mail]:
        """The mails of a template, in the order of their posting."""
        with database.connection_context():
            return list(Mail.select().where(Mail.template == template).order_by(Mail.id))

    def left(self, item: str = "live", session: str = "fri") -> int:
        """Units of a date that can still be bought."""
        return int(self.fan.get("/api/stock").json()["items"][item]["sessions"][session]["remaining"])

    def posted(self) -> None:
        """Until the shop was told of what is due, and no mail waits to be sent."""

        def none_waits() -> bool:
            with database.connection_context():
                due = Notice.select().where(Notice.due_at <= clock.now())
                return not due.exists() and not Mail.select().where(Mail.sent_at.is_null()).exists()

        until(none_waits, "the outbox to be empty")

    def settled(self) -> None:
        """Until no event waits to be worked off."""

        def none_due() -> bool:
            with database.connection_context():
                return not StripeEvent.select().where(StripeEvent.due_at.is_null(False)).exists()

        until(none_due, "the inbox to be empty")

    def at_the_show(self, when: datetime = SHOW) -> None:
        """Set the clock to the hour of the show."""
        clock.set_to(when)


def line(item: str = "live", session: str = "fri", ticket: str = "adult", quantity: int = 1, **more: Any) -> Any:
    """A line of a cart."""
    return {"item": item, "session": session, "ticket": ticket, "quantity": quantity} | more


def thing(item: str, quantity: int = 1) -> dict[str, Any]:
    """A line for a pass or voucher."""
    return {"item": item, "quantity": quantity}


@contextlib.contextmanager
def practice_stripe(folder: Path, webhook_url: str) -> Iterator[tuple[PracticeStripe, str]]:
    """A practice Stripe on a port of its own."""
    with listening() as opened:
        practice = PracticeStripe(
            database=folder / "stripe.db",
            public_url=address(opened),
            webhook_url=webhook_url,
            webhook_secret=WEBHOOK_SECRET,
            now=clock.now,
            account_name="試し座",
            backoff=Backoff(first=0.1, longest=1),
        )

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            delivery = asyncio.create_task(practice.deliver_forever())
            yield
            delivery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await delivery
            practice.close()

        with serving(Starlette(routes=[Mount("/", practice.app)], lifespan=lifespan), opened):
            yield practice, address(opened)


@pytest.fixture(autouse=True)
def shapes() -> Iterator[None]:
    """All that the practice Stripe says, and is asked, has Stripe's published shapes."""
    with held_to_the_shapes():
        yield


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as running:
        yield running


@contextlib.contextmanager
def opened_shop(tmp_path: Path, database_url: str, office: PostOffice) -> Iterator[Shop]:
    with listening() as opened:
        url = address(opened)
        with practice_stripe(tmp_path, f"{url}/webhooks/stripe") as (stripe, stripe_url):
            settings = Settings(
                data=tmp_path,
                site=stocked(tmp_path / "site"),
                database_url=database_url,
                url=url,
                stripe_key="sk_test_1234567890",
                stripe_base=stripe_url,
                webhook_secrets=("whsec_rotated_out", WEBHOOK_SECRET),
                smtp_url=office.url,
                shop_folder=confided(tmp_path),
            )
            app = create_app(settings)
            with serving(app, opened):
                running = Shop(url=url, settings=settings, stripe=stripe, office=office, app=app)
                yield running
                for client in running.clients:
                    client.close()


@pytest.fixture
def shop(tmp_path: Path, database_url: str, office: PostOffice) -> Iterator[Shop]:
    """A shop on SQLite and on PostgreSQL."""
    with opened_shop(tmp_path, database_url, office) as running:
        yield running


@pytest.fixture
def small_shop(tmp_path: Path, sqlite_url: str, office: PostOffice) -> Iterator[Shop]:
    """A shop on SQLite, for what does not depend on the database."""
    with opened_shop(tmp_path, sqlite_url, office) as running:
        yield running


def dumps(data: Any) -> str:
    """JSON as it is compared in tests."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True)
