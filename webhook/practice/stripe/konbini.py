"""Paying a session at a convenience store: a voucher first, the money days later or never."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from webhook.practice.stripe import charges, events, intents, sessions
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.buyers import Buyer, billing_of
from webhook.practice.stripe.ids import new_id, random_digits
from webhook.practice.stripe.refusals import DOCUMENTATION
from webhook.practice.stripe.store import JSON

NAME = "konbini"
STORES = ("familymart", "lawson", "ministop", "seicomart")
_JAPAN = ZoneInfo("Asia/Tokyo")
_EXPIRED = "payment_intent_payment_attempt_expired"


def choose(account: Account, session: JSON, buyer: Buyer) -> JSON:
    """Complete the session unpaid: the buyer leaves with a voucher."""
    intent = intents.of_session(account, session)
    days = session["payment_method_options"][NAME]["expires_after_days"]
    voucher = {
        "expires_at": int(lapses_at(account.now(), days).timestamp()),
        "hosted_voucher_url": account.address(f"/konbini/{intent['id']}"),
        "stores": {
            store: {"confirmation_number": random_digits(11), "payment_code": random_digits(6)} for store in STORES
        },
    }
    asked = {
        "last_payment_error": None,
        "latest_charge": None,
        "next_action": {"type": "konbini_display_details", "konbini_display_details": voucher},
        "payment_method": new_id("pm"),
        "status": "requires_action",
    }
    intents.save(account, intent | asked, "payment_intent.requires_action")
    return sessions.complete(account, session | {"payment_intent": intent["id"]}, buyer, "unpaid")


def lapses_at(confirmed: datetime, days: int) -> datetime:
    """The last second of the Japanese day that comes ``days`` days after the voucher was made, as Stripe rules."""
    day = confirmed.astimezone(_JAPAN).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), _JAPAN)


def voucher_of(account: Account, session: JSON) -> JSON | None:
    """The session's PaymentIntent as long as its voucher can still be paid."""
    intent = intents.of_session_or_none(account, session)
    return intent if intent and can_be_paid(intent) else None


def can_be_paid(intent: JSON) -> bool:
    """Whether a voucher is out, and neither paid nor lapsed."""
    return bool(intent["status"] == "requires_action" and (intent["next_action"] or {}).get("konbini_display_details"))


def had_voucher(intent: JSON) -> bool:
    """Whether a voucher is out, or was the last thing that happened to the PaymentIntent."""
    paid = str(intent["latest_charge"]).startswith("py_")
    return can_be_paid(intent) or paid or (intent["last_payment_error"] or {}).get("code") == _EXPIRED


def session_of(account: Account, intent: JSON) -> JSON:
    """The checkout session that the voucher is for."""
    return account.find(sessions.KIND, account.store.private(intent["id"])["session"])


def pay(account: Account, intent: JSON, store: str = STORES[0]) -> JSON:
    """The buyer pays at the till of ``store``; the session is paid from now on."""
    session = session_of(account, intent)
    details = {"type": NAME, NAME: {"store": {"chain": store}}}
    charge = charges.new_charge(account, intent, prefix="py", billing=billing_of(session), details=details)
    charge = charges.credit(account, charge)
    account.store.put(charge)
    events.record(account, "charge.succeeded", charge)
    paid = {
        "amount_received": intent["amount"],
        "latest_charge": charge["id"],
        "next_action": None,
        "status": "succeeded",
    }
    intents.save(account, intent | paid, "payment_intent.succeeded")
    session |= {"payment_status": "paid"}
    account.store.put(session)
    events.record(account, "checkout.session.async_payment_succeeded", session)
    return session


def lapse(account: Account, intent: JSON) -> JSON:
    """The voucher ends unpaid; the session stays complete and unpaid for ever."""
    session = session_of(account, intent)
    error = {
        "type": "invalid_request_error",
        "code": _EXPIRED,
        "doc_url": DOCUMENTATION + _EXPIRED.replace("_", "-"),
        "message": "The payment attempt for this PaymentIntent expired. The buyer did not pay in time.",
        "payment_method": {"id": intent["payment_method"], "object": "payment_method"},
    }
    failed = {
        "last_payment_error": error,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    intents.save(account, intent | failed, "payment_intent.payment_failed")
    events.record(account, "checkout.session.async_payment_failed", session)
    return session


def lapse_overdue(account: Account) -> None:
    """End every voucher whose last second is over by the shop's clock."""
    overdue = (
        "kind = 'payment_intent' AND body ->> '$.status' = 'requires_action'"
        " AND body ->> '$.next_action.konbini_display_details.expires_at' < ?",
        [account.time()],
    )
    if not account.store.select(*overdue, limit=1):
        return
    with account.store.transaction():
        for intent in account.store.select(*overdue):
            lapse(account, intent)
