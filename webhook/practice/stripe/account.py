"""The practice account: its objects, its clock, its addresses, and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from webhook.practice.stripe.refusals import missing_object
from webhook.practice.stripe.store import JSON, Store
from webhook.practice.stripe.switches import Board

API_VERSION = "2026-10-28.endive"
"""The API version whose shapes are answered, the one that the SDK pins."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The API request an event goes back to; without one, the buyer on the hosted page caused it."""

    request_id: str | None = None
    idempotency_key: str | None = None


BUYER = Caller()


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of an endpoint: the parameters read, who asks, and the id in the address (else empty)."""

    params: JSON
    caller: Caller
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What every part of the practice Stripe works with."""

    store: Store
    now: Callable[[], datetime]
    public_url: str
    name: str
    queue: Callable[[str], None]
    """Queues the event with this id for the webhook."""
    webhook_secret: str = ""
    """What deliveries are signed with."""
    board: Board = field(default_factory=Board)
    """The switches that a test can turn."""

    def time(self) -> int:
        """The shop's present moment in seconds, as Stripe writes times."""
        return int(self.now().timestamp())

    def find(self, kind: str, object_id: str, *, param: str = "id", status: int = 404) -> JSON:
        """The object of ``kind``; Refused (resource_missing) when there is none."""
        found = self.store.get(object_id, kind)
        if found is None:
            raise missing_object(kind, object_id, param=param, status=status)
        return found

    def address(self, path: str) -> str:
        """``path`` under the address where this app can be reached."""
        return f"{self.public_url.rstrip('/')}{path}"
