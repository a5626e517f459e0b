"""The practice Stripe as an ASGI app and as an object that development and tests hold in their hands.

A further part of Stripe is a module of its own: it adds its addresses to ``ENDPOINTS``, what the clock ends to
``ENDED_BY_TIME``, its buttons to ``outcomes.OUTCOMES`` and its way to pay to ``methods.ENABLED``.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from webhook.practice.stripe import accepted, charges, events, intents, sessions
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.api import Api, Endpoint
from webhook.practice.stripe.delivery import Backoff, Courier
from webhook.practice.stripe.hosted import HostedPage
from webhook.practice.stripe.store import JSON, Store

_SESSIONS = "/v1/checkout/sessions"
ENDPOINTS = [
    Endpoint(method="POST", path=_SESSIONS, takes=accepted.SESSION_CREATE, act=sessions.create),
    Endpoint(method="GET", path=_SESSIONS, takes=accepted.SESSION_LIST, act=sessions.list_sessions),
    Endpoint(method="GET", path=f"{_SESSIONS}/{{id}}", takes=accepted.EXPAND_ONLY, act=sessions.retrieve),
    Endpoint(method="GET", path=f"{_SESSIONS}/{{id}}/line_items", takes=accepted.LINE_ITEMS, act=sessions.list_lines),
    Endpoint(method="POST", path=f"{_SESSIONS}/{{id}}/expire", takes=accepted.EXPAND_ONLY, act=sessions.expire),
    Endpoint(method="GET", path="/v1/payment_intents/{id}", takes=accepted.INTENT_RETRIEVE, act=intents.retrieve),
    Endpoint(method="GET", path="/v1/charges/{id}", takes=accepted.EXPAND_ONLY, act=charges.retrieve),
    Endpoint(method="GET", path="/v1/events", takes=accepted.EVENT_LIST, act=events.list_events),
    Endpoint(method="GET", path="/v1/events/{id}", takes=accepted.EXPAND_ONLY, act=events.retrieve),
]
ENDED_BY_TIME = [sessions.close_overdue]
"""What each part does when the shop's clock moves on."""


class PracticeStripe:
    """A Stripe account for practice. ``app`` can be mounted under any prefix; run ``deliver_forever`` beside it.

    ``public_url`` is where the app can be reached, without a slash at the end; ``now`` is the shop's clock (aware).
    An empty ``webhook_url`` delivers nothing.
    """

    def __init__(
        self,
        *,
        database: Path,
        public_url: str,
        webhook_url: str,
        webhook_secret: str,
        now: Callable[[], datetime],
        account_name: str,
        backoff: Backoff | None = None,
    ) -> None:
        self._store = Store(database)
        self._courier = Courier(self._store, webhook_url, webhook_secret, backoff or Backoff())
        self.account = Account(
            store=self._store,
            now=now,
            public_url=public_url.rstrip("/"),
            name=account_name,
            queue=self._courier.queue,
        )
        self.app = Starlette(routes=self._routes())

    async def deliver_forever(self) -> None:
        """Deliver events to the webhook, and end sessions by the clock, until cancelled."""
        await self._courier.deliver_forever(self.settle)

    def settle(self) -> None:
        """End what is over by the shop's clock; worth a call after the clock was set."""
        for end in ENDED_BY_TIME:
            end(self.account)

    def event(self, event_id: str) -> JSON:
        """The event with this id, as the API shows it; LookupError when there is none."""
        event = self._store.get(event_id, "event")
        if event is None:
            raise LookupError(event_id)
        return event

    def resend(self, event_id: str) -> None:
        """Queue the same event once more, as Stripe may at any time; LookupError when there is none."""
        event = self.event(event_id)
        with self._store.transaction():
            self._courier.queue(event["id"])

    def close(self) -> None:
        """Let deliveries under way end, and give the database file back; to be called after ``deliver_forever``."""
        self._courier.finish()
        self._store.close()

    def _routes(self) -> list[BaseRoute]:
        api = Api(self.account, self.settle)
        page = HostedPage(self.account, self.settle)
        return [*map(api.route, ENDPOINTS), *page.routes(), api.unknown("/{path:path}")]
