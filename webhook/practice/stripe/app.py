"""The practice Stripe as an ASGI app and as an object that development and tests hold in their hands.

A further part of Stripe is a module of its own: it adds its addresses to ``addresses.ENDPOINTS``, what the clock ends
to ``addresses.ENDED_BY_TIME``, its buttons to ``outcomes.OUTCOMES`` and its way to pay to ``methods.ENABLED``.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from webhook.practice.stripe import konbini, sessions, webhook_endpoints
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.addresses import ENDED_BY_TIME, ENDPOINTS
from webhook.practice.stripe.api import Api
from webhook.practice.stripe.delivery import Backoff, Courier
from webhook.practice.stripe.hosted import HostedPage
from webhook.practice.stripe.levers import Levers
from webhook.practice.stripe.store import JSON, Store
from webhook.practice.stripe.switches import Board, Switches
from webhook.practice.stripe.vouchers import VoucherPage


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
        board = Board()
        self._courier = Courier(self._store, webhook_url, webhook_secret, backoff or Backoff(), board)
        self.account = Account(
            store=self._store,
            now=now,
            public_url=public_url.rstrip("/"),
            name=account_name,
            queue=self._courier.queue,
            webhook_secret=webhook_secret,
            board=board,
        )
        with self._store.transaction():
            webhook_endpoints.keep_own(self.account, webhook_url)
        self._levers = Levers(self.account, self.settle)
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

    @property
    def switches(self) -> Switches:
        """What goes wrong at present; assign another ``Switches`` to change it."""
        return self.account.board.now

    @switches.setter
    def switches(self, wanted: Switches) -> None:
        self.account.board.now = wanted

    def voucher_paid(self, session_id: str, store: str = konbini.STORES[0]) -> None:
        """The buyer pays a session's voucher at the till; LookupError when none can be paid."""
        with self._store.transaction():
            konbini.pay(self.account, self._voucher(session_id), store)

    def voucher_lapsed(self, session_id: str) -> None:
        """A session's voucher ends unpaid; LookupError when none is out."""
        with self._store.transaction():
            konbini.lapse(self.account, self._voucher(session_id))

    def move_refund(self, refund_id: str, outcome: str) -> JSON:
        """Bring a refund to ``succeeded``, ``failed``, ``canceled`` or ``pending``; Refused when it cannot go there."""
        return self._levers.pull(self._levers.move_refund, refund_id, {"outcome": outcome})

    def open_dispute(self, charge_or_intent: str) -> JSON:
        """The buyer disputes a charge, named itself or by its PaymentIntent; Refused where that cannot be."""
        return self._levers.pull(self._levers.open_dispute, charge_or_intent, {})

    def settle_dispute(self, dispute_id: str, outcome: str) -> JSON:
        """Bring a dispute to ``under_review``, ``won`` or ``lost``; Refused when it is closed."""
        return self._levers.pull(self._levers.settle_dispute, dispute_id, {"outcome": outcome})

    def close(self) -> None:
        """Let deliveries under way end, and give the database file back; to be called after ``deliver_forever``."""
        self._courier.finish()
        self._store.close()

    def _routes(self) -> list[BaseRoute]:
        api = Api(self.account, self.settle)
        pages = [*HostedPage(self.account, self.settle).routes(), *VoucherPage(self.account, self.settle).routes()]
        return [*map(api.route, ENDPOINTS), *pages, *self._levers.routes(), api.unknown("/{path:path}")]

    def _voucher(self, session_id: str) -> JSON:
        session = self._store.get(session_id, sessions.KIND)
        intent = konbini.voucher_of(self.account, session) if session else None
        if intent is None:
            raise LookupError(session_id)
        return intent
