"""Paying a session by card: it goes through, the bank asks its customer first, or it says no."""

import uuid

from webhook.practice.stripe import charges, events, intents, sessions
from webhook.practice.stripe.account import BUYER, Account, Caller
from webhook.practice.stripe.buyers import Buyer, billing_details
from webhook.practice.stripe.charges import credit, new_charge
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.refusals import DOCUMENTATION
from webhook.practice.stripe.store import JSON

NAME = "card"
_DECLINED = "Your card was declined."
_NOT_KNOWN = "payment_intent_authentication_failure"
_TO_TRY_AGAIN = {"next_action": None, "payment_method": None, "status": "requires_payment_method"}


def pay(account: Account, session: JSON, buyer: Buyer, *, last4: str = "4242", authenticated: bool = False) -> JSON:
    """Complete the session: the card is charged, or nothing is due. The bank may have ``authenticated`` them first."""
    if session["amount_total"] == 0:
        return sessions.complete(account, session, buyer, "no_payment_required")
    intent = intents.of_session(account, session) | {"payment_method": new_id("pm")}
    details = card_details(last4, authenticated=authenticated)
    charge_intent(account, intent, billing_details(buyer, session), details)
    return sessions.complete(account, session | {"payment_intent": intent["id"]}, buyer, "paid")


def decline(account: Account, session: JSON, buyer: Buyer) -> JSON:
    """A try that the bank refuses; the session stays open for the next one."""
    intent = intents.of_session(account, session)
    payment_method = new_id("pm")
    failed = {
        "amount_captured": 0,
        "captured": False,
        "failure_code": "card_declined",
        "failure_message": _DECLINED,
        "outcome": charges.outcome(
            "declined_by_network", "The bank did not say why it declined.", "issuer_declined", "generic_decline"
        ),
        "paid": False,
        "status": "failed",
    }
    tried = intent | {"payment_method": payment_method}
    billing, details = billing_details(buyer, session), card_details("0002")
    charge = new_charge(account, tried, prefix="ch", billing=billing, details=details) | failed
    account.store.put(charge)
    events.record(account, "charge.failed", charge)
    refused = {"last_payment_error": _declined_error(charge["id"], payment_method), "latest_charge": charge["id"]}
    intents.save(account, intent | _TO_TRY_AGAIN | refused, "payment_intent.payment_failed")
    return session | {"payment_intent": intent["id"]}


def ask_bank(account: Account, session: JSON) -> JSON:
    """A card whose bank wants to see its customer first (3-D Secure): the payment waits for that."""
    intent = ask_bank_about(account, intents.of_session(account, session))
    return session | {"payment_intent": intent["id"]}


def ask_bank_about(account: Account, intent: JSON, caller: Caller = BUYER) -> JSON:
    """The same for a PaymentIntent."""
    asked = {
        "last_payment_error": None,
        "next_action": {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}},
        "payment_method": new_id("pm"),
        "status": "requires_action",
    }
    return intents.save(account, intent | asked, "payment_intent.requires_action", caller)


def is_asked(account: Account, session: JSON) -> bool:
    """Whether the bank is waiting for its customer."""
    intent = intents.of_session_or_none(account, session)
    return bool(intent and (intent["next_action"] or {}).get("type") == "use_stripe_sdk")


def turn_away(account: Account, session: JSON) -> JSON:
    """The bank did not know its customer again; the session stays open for another try."""
    intent = intents.of_session(account, session)
    error = {
        "type": "invalid_request_error",
        "code": _NOT_KNOWN,
        "doc_url": DOCUMENTATION + _NOT_KNOWN.replace("_", "-"),
        "message": "We are unable to authenticate your payment method. Please choose another one and try again.",
        "payment_method": {"id": intent["payment_method"], "object": "payment_method"},
    }
    intents.save(account, intent | _TO_TRY_AGAIN | {"last_payment_error": error}, "payment_intent.payment_failed")
    return session


def charge_intent(account: Account, intent: JSON, billing: JSON, details: JSON, caller: Caller = BUYER) -> JSON:
    """Charge the card of a PaymentIntent, and return that as it then is."""
    charge = credit(account, new_charge(account, intent, prefix="ch", billing=billing, details=details))
    account.store.put(charge)
    events.record(account, "charge.succeeded", charge, caller=caller)
    received = {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "status": "succeeded",
    }
    return intents.save(account, intent | received, "payment_intent.succeeded", caller)


def _declined_error(charge_id: str, payment_method: str) -> JSON:
    return {
        "type": "card_error",
        "advice_code": "try_again_later",
        "charge": charge_id,
        "code": "card_declined",
        "decline_code": "generic_decline",
        "doc_url": f"{DOCUMENTATION}card-declined",
        "message": _DECLINED,
        "payment_method": {"id": payment_method, "object": "payment_method"},
    }


def card_details(last4: str, *, authenticated: bool = False) -> JSON:
    """How the card was paid with, as a charge shows it."""
    unknown = (
        "amount_authorized authorization_code electronic_commerce_indicator installments mandate "
        "network_transaction_id regulated_status three_d_secure transaction_link_id wallet"
    )
    card: JSON = dict.fromkeys(unknown.split()) | {
        "brand": "visa",
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "JP",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": f"practice{last4}",
        "funding": "credit",
        "last4": last4,
        "network": "visa",
    }
    if authenticated:
        card["three_d_secure"] = _authentication()
    return {"type": NAME, NAME: card}


def _authentication() -> JSON:
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": str(uuid.uuid4()),
        "version": "2.2.0",
    }
