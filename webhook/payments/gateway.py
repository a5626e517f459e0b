"""Stripe through its own SDK: sessions, refunds, disputes and events.

The SDK is imported at its first use: it costs 30 MB and a fifth of a second that an idle service need not pay.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

from webhook.payments import told
from webhook.payments.told import (
    CheckoutSession,
    Event,
    NoSession,
    PaymentRefused,
    PaymentsUnavailable,
    ToldDispute,
    ToldRefund,
)
from webhook.refusals import Refused
from webhook.settings import Settings

if TYPE_CHECKING:
    import stripe

TIMEOUT = 20  # seconds
RETRIES = 2
PAGE = 100
_EXPANDED = {"expand": ["payment_intent.latest_charge"]}


class Gateway:
    """Stripe's API for one key and address. Every call may raise PaymentsUnavailable, NoSession or PaymentRefused."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open(self, params: dict[str, Any], key: str) -> CheckoutSession:
        """Create a session; the same ``key`` with the same ``params`` is a replay."""
        if not self._settings.stripe_key:
            raise PaymentRefused("STRIPE_SECRET_KEY is not set")
        options = {"idempotency_key": key}
        sessions = self.client.v1.checkout.sessions
        return told.session(self._call(lambda: sessions.create(cast(Any, params), cast(Any, options))))

    def session(self, session_id: str) -> CheckoutSession:
        """The session as it is now."""
        sessions = self.client.v1.checkout.sessions
        return told.session(self._call(lambda: sessions.retrieve(session_id, cast(Any, _EXPANDED))))

    def expire(self, session_id: str) -> CheckoutSession:
        """Close the session if it is still open, else return it as it is."""
        current = self.session(session_id)
        if current.status != "open":
            return current
        try:
            return told.session(self._call(lambda: self.client.v1.checkout.sessions.expire(session_id)))
        except PaymentRefused:  # finished between the two calls
            return self.session(session_id)

    def refund(self, params: dict[str, Any], key: str) -> ToldRefund:
        """Ask for a refund; the same ``key`` with the same ``params`` is a replay for about a day."""
        options = {"idempotency_key": key}
        return told.refund(self._call(lambda: self.client.v1.refunds.create(cast(Any, params), cast(Any, options))))

    def refund_now(self, refund_id: str) -> ToldRefund:
        """The refund as it is now."""
        return told.refund(self._call(lambda: self.client.v1.refunds.retrieve(refund_id)))

    def refunds(self, intent: str) -> list[ToldRefund]:
        """All refunds of a payment, whoever made them."""
        params = {"payment_intent": intent, "limit": PAGE}
        return [told.refund(each) for each in self._listed(lambda more: self.client.v1.refunds.list(more), params)]

    def dispute(self, dispute_id: str) -> ToldDispute:
        """The dispute as it is now."""
        return told.dispute(self._call(lambda: self.client.v1.disputes.retrieve(dispute_id)))

    def charged(self, charge_id: str) -> str:
        """The payment intent of a charge, or empty."""
        charge = self._call(lambda: self.client.v1.charges.retrieve(charge_id))
        return str(charge.get("payment_intent") or "")

    def events(self, types: Iterable[str], since: datetime) -> list[Event]:
        """Events of those types that Stripe made since then, oldest first."""
        params = {"types": list(types), "created": {"gte": int(since.timestamp())}, "limit": PAGE}
        listed = self._listed(lambda more: self.client.v1.events.list(more), params)
        return [told.event(each) for each in listed][::-1]

    def webhooks(self) -> list[dict[str, Any]]:
        """The webhook endpoints of the account, as Stripe describes them."""
        return list(self._listed(lambda more: self.client.v1.webhook_endpoints.list(more), {"limit": PAGE}))

    def offers(self, method: str) -> bool | None:
        """Whether the account's settings allow a way of paying; None when Stripe will not tell."""
        try:
            ask = self.client.v1.payment_method_configurations
            found = list(self._listed(lambda more: ask.list(more), {"limit": PAGE}))
        except (PaymentRefused, NoSession):
            return None
        return any((each.get(method) or {}).get("available") for each in found if each.get("active"))

    def event(self, body: bytes, signature: str) -> Event:
        """The event in ``body`` if one of our secrets signed it within five minutes; refuses with ``bad_signature``."""
        import stripe

        for secret in self._settings.webhook_secrets:
            try:
                found = self.client.construct_event(body, signature, secret).to_dict()
            except (stripe.SignatureVerificationError, ValueError, AttributeError, TypeError):
                continue
            try:
                return told.event(found)
            except (AttributeError, KeyError, TypeError) as error:
                raise Refused("bad_json", 400) from error
        raise Refused("bad_signature", 400)

    @cached_property
    def client(self) -> "stripe.StripeClient":
        """The SDK's client."""
        import stripe

        stripe.enable_telemetry = False
        return stripe.StripeClient(
            self._settings.stripe_key or "sk_test_not_configured",
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
            base_addresses=cast(Any, {"api": self._settings.stripe_base} if self._settings.stripe_base else {}),
        )

    def _listed(self, ask: Callable[[Any], Any], params: dict[str, Any]) -> Iterator[dict[str, Any]]:
        while True:
            page = self._call(partial(ask, dict(params)))
            yield from page["data"]
            if not page["has_more"]:
                return
            params = params | {"starting_after": page["data"][-1]["id"]}

    def _call(self, request: Callable[[], Any]) -> dict[str, Any]:
        import stripe

        try:
            return cast(dict[str, Any], request().to_dict())
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                raise NoSession(str(error)) from error
            raise PaymentRefused(str(error), error.code or "") from error
        except stripe.StripeError as error:
            raise PaymentsUnavailable(str(error)) from error
