"""What Stripe tells us, cut down to what we act on. Amounts are in the smallest unit, currencies in capitals."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Said = Literal["open", "processing", "paid", "lapsed", "expired"]
"""Where a session stands: not finished, finished but unpaid (konbini), paid, never paid in time, closed unfinished."""


class PaymentsUnavailable(Exception):  # noqa: N818
    """Stripe did not answer, or not as it should; asking again later may help."""


class PaymentRefused(Exception):  # noqa: N818
    """Stripe said no: nothing was made, and asking the same again will not help. ``code`` is Stripe's."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class NoSession(Exception):  # noqa: N818
    """Stripe does not know that object."""


@dataclass(frozen=True, kw_only=True)
class CheckoutSession:
    """A session now. ``reference`` is our order's number; ``instructions`` tells a konbini buyer what to do."""

    id: str
    status: str
    payment_status: str
    amount: int
    currency: str
    intent: str | None
    reference: str | None
    url: str | None
    live: bool = False
    method: str = "card"
    lapsed: bool = False
    instructions: str = ""
    pay_by: datetime | None = None

    @property
    def paid(self) -> bool:
        """Whether the money is there, or none was due."""
        return self.status == "complete" and self.payment_status in ("paid", "no_payment_required")

    @property
    def said(self) -> Said:
        """Where it stands."""
        if self.status == "complete":
            return "paid" if self.paid else "lapsed" if self.lapsed else "processing"
        return "expired" if self.status == "expired" else "open"


@dataclass(frozen=True, kw_only=True)
class ToldRefund:
    """A refund at Stripe. ``ours`` is our key when we asked for it; status as Stripe names it."""

    id: str
    amount: int
    status: str
    intent: str
    ours: str
    error: str = ""
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ToldDispute:
    """A dispute at Stripe; status as Stripe names it (won, lost, warning_closed and so on)."""

    id: str
    amount: int
    status: str
    intent: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """The envelope of a verified event; ``subject`` is the id of the object it is about."""

    id: str
    type: str
    live: bool
    subject: str


def session(found: dict[str, Any]) -> CheckoutSession:
    """From a session whose ``payment_intent.latest_charge`` may be expanded."""
    intent = found.get("payment_intent")
    expanded = intent if isinstance(intent, dict) else {}
    voucher = (expanded.get("next_action") or {}).get("konbini_display_details") or {}
    return CheckoutSession(
        id=found["id"],
        status=found["status"],
        payment_status=found["payment_status"],
        amount=found.get("amount_total") or 0,
        currency=(found.get("currency") or "").upper(),
        intent=expanded.get("id") or intent,
        reference=found.get("client_reference_id"),
        url=found.get("url"),
        live=found.get("livemode", False),
        method=_method(expanded, voucher),
        lapsed=expanded.get("status") in ("requires_payment_method", "canceled"),
        instructions=voucher.get("hosted_voucher_url") or "",
        pay_by=moment(voucher.get("expires_at")),
    )


def refund(found: dict[str, Any]) -> ToldRefund:
    """From a refund."""
    display = (found.get("next_action") or {}).get("display_details") or {}
    return ToldRefund(
        id=found["id"],
        amount=found["amount"],
        status=found.get("status") or "pending",
        intent=_id(found.get("payment_intent")),
        ours=(found.get("metadata") or {}).get("refund", ""),
        error=found.get("failure_reason") or "",
        until=moment(display.get("expires_at")),
    )


def dispute(found: dict[str, Any]) -> ToldDispute:
    """From a dispute."""
    return ToldDispute(
        id=found["id"], amount=found["amount"], status=found["status"], intent=_id(found.get("payment_intent"))
    )


def event(found: dict[str, Any]) -> Event:
    """From the envelope; raises KeyError or TypeError for what is signed but no event."""
    about = found["data"]["object"]
    return Event(id=found["id"], type=found["type"], live=found["livemode"], subject=about.get("id") or "")


def moment(seconds: int | None) -> datetime | None:
    """A time of Stripe's."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _method(intent: dict[str, Any], voucher: dict[str, Any]) -> str:
    """How it is paid: what the charge says, else konbini when a voucher waits."""
    charge = intent.get("latest_charge")
    details = (charge.get("payment_method_details") or {}) if isinstance(charge, dict) else {}
    return "konbini" if voucher or details.get("type") == "konbini" else "card"


def _id(thing: Any) -> str:
    return (thing["id"] if isinstance(thing, dict) else thing) or ""
