"""Stripe through its own SDK: opening, asking for and expiring a Checkout session, and verifying an event.

The SDK is imported at its first use: it costs 30 MB and a fifth of a second that an idle service need not pay.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from webhook.refusals import Refused
from webhook.settings import Settings

if TYPE_CHECKING:
    import stripe

TIMEOUT = 20  # seconds
RETRIES = 2


class PaymentsUnavailable(Exception):  # noqa: N818
    """Stripe did not answer, or not as it should; asking again later may help."""


class PaymentRefused(Exception):  # noqa: N818
    """Stripe said no: nothing was made, and asking the same again will not help."""


class NoSession(Exception):  # noqa: N818
    """Stripe does not know that session."""


@dataclass(frozen=True, kw_only=True)
class CheckoutSession:
    """What Stripe says of a session now. ``reference`` is our order's number; ``amount`` in the smallest unit."""

    id: str
    status: str
    payment_status: str
    amount: int
    currency: str
    intent: str | None
    reference: str | None
    url: str | None

    @property
    def paid(self) -> bool:
        """Whether the money is there, or none was due."""
        return self.status == "complete" and self.payment_status in ("paid", "no_payment_required")


@dataclass(frozen=True, kw_only=True)
class Event:
    """The envelope of a verified event; ``session`` is the id of the Checkout session it is about, or empty."""

    id: str
    type: str
    live: bool
    session: str


class Gateway:
    """Stripe's API for one key and address."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open(self, params: dict[str, Any], key: str) -> CheckoutSession:
        """Create a session; the same ``key`` with the same ``params`` is a replay. Raises PaymentsUnavailable."""
        if not self._settings.stripe_key:
            raise PaymentRefused("STRIPE_SECRET_KEY is not set")
        options = {"idempotency_key": key}
        return self._call(lambda: self._client.v1.checkout.sessions.create(cast(Any, params), cast(Any, options)))

    def session(self, session_id: str) -> CheckoutSession:
        """The session as it is now. Raises NoSession and PaymentsUnavailable."""
        return self._call(lambda: self._client.v1.checkout.sessions.retrieve(session_id))

    def expire(self, session_id: str) -> CheckoutSession:
        """Close the session if it is still open, else return it as it is. Raises NoSession, PaymentsUnavailable."""
        current = self.session(session_id)
        if current.status != "open":
            return current
        return self._call(lambda: self._client.v1.checkout.sessions.expire(session_id))

    def event(self, body: bytes, signature: str) -> Event:
        """The event in ``body`` if one of our secrets signed it within five minutes; refuses with ``bad_signature``."""
        import stripe

        for secret in self._settings.webhook_secrets:
            try:
                event = self._client.construct_event(body, signature, secret)
            except (stripe.SignatureVerificationError, ValueError, AttributeError, TypeError):
                continue
            return _event(event)
        raise Refused("bad_signature", 400)

    @cached_property
    def _client(self) -> "stripe.StripeClient":
        import stripe

        stripe.enable_telemetry = False
        return stripe.StripeClient(
            self._settings.stripe_key or "sk_test_not_configured",
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
            base_addresses=cast(Any, {"api": self._settings.stripe_base} if self._settings.stripe_base else {}),
        )

    def _call(self, request: Any) -> CheckoutSession:
        import stripe

        try:
            return _session(request())
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                raise NoSession(str(error)) from error
            raise PaymentRefused(str(error)) from error
        except stripe.StripeError as error:
            raise PaymentsUnavailable(str(error)) from error


def _event(event: Any) -> Event:
    """The envelope; refuses with ``bad_json`` what is signed but no event."""
    try:
        about = event.data.object
        session = about["id"] if about["object"] == "checkout.session" else ""
        return Event(id=event.id, type=event.type, live=event.livemode, session=session)
    except (AttributeError, KeyError, TypeError) as error:
        raise Refused("bad_json", 400) from error


def _session(found: Any) -> CheckoutSession:
    intent = found.payment_intent
    return CheckoutSession(
        id=found.id,
        status=found.status,
        payment_status=found.payment_status,
        amount=found.amount_total or 0,
        currency=(found.currency or "").upper(),
        intent=intent if intent is None or isinstance(intent, str) else intent.id,
        reference=found.client_reference_id,
        url=found.url,
    )
