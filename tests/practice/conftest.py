"""A practice Stripe on a real port, a webhook receiver beside it, and the published shapes to hold both against."""

import asyncio
import contextlib
import functools
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.support.servers import address, listening, serving
from tests.support.stripe_shapes import SCHEMAS, held_to_the_shapes, misshapen
from tests.support.waiting import PATIENCE, until
from webhook.practice.stripe import Backoff, PracticeStripe

SECRET = "whsec_for_tests"
KEY = "sk_test_1234567890"
PREFIX = "/_stripe"


class Receiver:
    """A webhook: notes what arrives, and answers with the statuses it was told to, then with 200."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self._changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver._changed:
                    status = receiver.answers.pop(0) if receiver.answers else 200
                    receiver.requests.append((dict(self.headers), body))
                    receiver._changed.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks/stripe?from=practice"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in list(self.requests)]

    def kinds(self) -> list[str]:
        return sorted(event["type"] for event in self.events())

    def wait(self, count: int) -> None:
        """Until ``count`` requests have arrived."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= count, PATIENCE), self.kinds()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@dataclass
class Clock:
    """The shop's clock: runs on from wherever it is set."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class World:
    """A practice Stripe that is running, and what is around it."""

    practice: PracticeStripe
    clock: Clock
    receiver: Receiver
    origin: str
    http: requests.Session = field(default_factory=requests.Session)

    @property
    def base(self) -> str:
        return self.origin + PREFIX

    @functools.cached_property
    def sdk(self) -> stripe.StripeClient:
        return stripe.StripeClient(
            KEY, http_client=stripe.RequestsClient(timeout=PATIENCE), base_addresses={"api": self.base}
        )

    def params(self, **others: Any) -> dict[str, Any]:
        """Parameters as the shop sends them; a value of None leaves one out."""
        cart = [
            {"price_data": {"currency": "jpy", "unit_amount": 3500, "product_data": {"name": "冬の音楽会 – 一般"}},
             "quantity": 2, "metadata": {"ticket": "general"}},
            {"price_data": {"currency": "jpy", "unit_amount": 1000, "product_data": {"name": "ドリンク"}},
             "quantity": 1},
        ]  # fmt: skip
        usual = {
            "mode": "payment",
            "line_items": cart,
            "success_url": "http://127.0.0.1:9/thanks/?session={CHECKOUT_SESSION_ID}#order=secret",
            "cancel_url": "http://127.0.0.1:9/cart/",
            "metadata": {"order": "ord_1"},
            "payment_intent_data": {"metadata": {"order": "ord_1"}},
        }
        return {name: value for name, value in (usual | others).items() if value is not None}

    def open(self, **others: Any) -> Any:
        return self.sdk.v1.checkout.sessions.create(params=self.params(**others))

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.http.get(self.base + path, params=params, headers={"Authorization": f"Bearer {KEY}"})

    def post(self, path: str, form: Any = None, **headers: str) -> requests.Response:
        """A POST of bare form fields, past the SDK."""
        headers = {"Authorization": f"Bearer {KEY}"} | {name.replace("_", "-"): text for name, text in headers.items()}
        return self.http.post(self.base + path, data=form or {}, headers=headers)

    def press(self, session: Any, outcome: str, **fields: str) -> requests.Response:
        """What a button of the hosted page does."""
        address = f"{self.base}/c/pay/{session['id']}"
        return self.http.post(address, data={"outcome": outcome, **fields}, allow_redirects=False)

    def bought(self, card: str = "4242424242424242", **others: Any) -> Any:
        """The PaymentIntent of a session that was paid by card."""
        session = self.open(**others)
        assert self.press(session, "paid", card=card).status_code == 303
        return self.intent_of(session)

    def intent_of(self, session: Any) -> Any:
        """The session's PaymentIntent, with its charge in full."""
        params = {"expand": ["payment_intent.latest_charge"]}
        return self.sdk.v1.checkout.sessions.retrieve(session["id"], params).payment_intent

    def lever(self, path: str, **form: str) -> requests.Response:
        """What an address of the stand-in itself does."""
        return self.http.post(f"{self.base}/practice/{path}", data=form)

    def kinds(self, about: str = "") -> list[str]:
        """Types of all events, oldest first; those about the object with this id when given."""
        events = self.sdk.v1.events.list({"limit": 100}).data[::-1]
        return [event.type for event in events if not about or event.data.object["id"] == about]


@contextlib.contextmanager
def running(practice: PracticeStripe, opened: socket.socket) -> Iterator[None]:
    """Serve ``practice`` below a prefix, with its deliveries as a task of the parent.

    It is at the root as well, for the command-line client, which drops a prefix.
    """

    @contextlib.asynccontextmanager
    async def deliver(app: Starlette) -> Any:
        task = asyncio.create_task(practice.deliver_forever())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    app = Starlette(routes=[Mount(PREFIX, practice.app), Mount("/", practice.app)], lifespan=deliver)
    with serving(app, opened):
        yield


@contextlib.contextmanager
def world_in(folder: Path, receiver: Receiver, clock: Clock, look: float = 0.05) -> Iterator[World]:
    """A world whose every answer and every event is held against the published shapes; ``look``: see ``Backoff``."""
    with (
        held_to_the_shapes(),
        pytest.MonkeyPatch.context() as patch,
        listening() as opened,
    ):
        patch.setattr(stripe, "enable_telemetry", False)
        origin = address(opened)
        practice = PracticeStripe(
            database=folder / "stripe.sqlite",
            public_url=origin + PREFIX,
            webhook_url=receiver.url,
            webhook_secret=SECRET,
            now=clock,
            account_name="もぎり座",
            backoff=Backoff(first=0.02, longest=0.1, look=look),
        )
        with running(practice, opened), requests.Session() as http:
            yield World(practice, clock, receiver, origin, http)
        practice.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def open_world(tmp_path: Path, receiver: Receiver) -> Callable[..., contextlib.AbstractContextManager[World]]:
    """Starts a world on the same files each time it is called."""
    return functools.partial(world_in, tmp_path, receiver, Clock())


@pytest.fixture
def world(open_world: Callable[..., contextlib.AbstractContextManager[World]]) -> Iterator[World]:
    with open_world() as world:
        yield world


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all tests of a module that do not mind each other."""
    receiver = Receiver()
    with world_in(tmp_path_factory.mktemp("shared"), receiver, Clock()) as world:
        yield world
    receiver.stop()


@pytest.fixture(scope="session")
def schemas() -> dict[str, Any]:
    """The published shapes."""
    return SCHEMAS


@pytest.fixture(scope="session")
def problems_of() -> Callable[[str, Any], list[str]]:
    """``problems_of(name, thing)``: what is wrong with it as a published shape."""
    return misshapen


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., None]:
    """``wait_until(condition)``."""
    return functools.partial(until, what="it")
