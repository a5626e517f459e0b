"""Paying a session by card: it goes through, or the bank says no."""

from webhook.practice.stripe import charges, events, intents
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.buyers import Buyer, billing_details, known_buyer
from webhook.practice.stripe.charges import credit, new_charge
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.refusals import DOCUMENTATION
from webhook.practice.stripe.store import JSON

_DECLINED = "Your card was declined."


def pay(account: Account, session: JSON, buyer: Buyer) -> JSON:
    """Complete the session: the card is charged, or nothing is due."""
    if session["amount_total"] == 0:
        return _complete(account, session, buyer, "no_payment_required")
    intent = intents.of_session(account, session) | {"payment_method": new_id("pm")}
    charge = _charge(account, intent, session, buyer, last4="4242")
    charge = credit(account, charge)
    account.store.put(charge)
    events.record(account, "charge.succeeded", charge)
    received = {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "status": "succeeded",
    }
    intents.save(account, intent | received, "payment_intent.succeeded")
    return _complete(account, session | {"payment_intent": intent["id"]}, buyer, "paid")


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
    charge = _charge(account, intent | {"payment_method": payment_method}, session, buyer, last4="0002") | failed
    account.store.put(charge)
    events.record(account, "charge.failed", charge)
    error = _declined_error(charge["id"], payment_method)
    intents.save(
        account,
        intent | {"last_payment_error": error, "latest_charge": charge["id"], "payment_method": None},
        "payment_intent.payment_failed",
    )
    return session | {"payment_intent": intent["id"]}


def _complete(account: Account, session: JSON, buyer: Buyer, payment_status: str) -> JSON:
    session = session | known_buyer(session, buyer)
    session |= {"payment_status": payment_status, "status": "complete", "url": None}
    account.store.put(session)
    events.record(account, "checkout.session.completed", session)
    return session


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


def _charge(account: Account, intent: JSON, session: JSON, buyer: Buyer, *, last4: str) -> JSON:
    billing = billing_details(buyer, session)
    return new_charge(account, intent, prefix="ch", billing=billing, details={"type": "card", "card": _card(last4)})


def _card(last4: str) -> JSON:
    unknown = (
        "amount_authorized authorization_code electronic_commerce_indicator installments mandate "
        "network_transaction_id regulated_status three_d_secure transaction_link_id wallet"
    )
    return dict.fromkeys(unknown.split()) | {
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
