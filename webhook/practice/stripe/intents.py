"""PaymentIntents: the attempt to pay a session, from the first try to its end."""

from webhook.practice.stripe import events
from webhook.practice.stripe.account import BUYER, Account, Call, Caller
from webhook.practice.stripe.ids import new_id, random_text
from webhook.practice.stripe.published import names
from webhook.practice.stripe.store import JSON

KIND = "payment_intent"
_ECHOED = names("description receipt_email statement_descriptor statement_descriptor_suffix transfer_group")
_NEVER_SET_HERE = names(
    "allowed_payment_method_types application application_fee_amount automatic_payment_methods canceled_at "
    "cancellation_reason customer customer_account excluded_payment_method_types last_payment_error latest_charge "
    "managed_payments next_action on_behalf_of payment_method payment_method_configuration_details payment_record "
    "processing review setup_future_usage shipping source"
)
_CARD_OPTIONS = {"installments": None, "mandate_options": None, "network": None}


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/payment_intents/{id}."""
    return account.find(KIND, call.id)


def of_session(account: Account, session: JSON) -> JSON:
    """The session's PaymentIntent; made at the buyer's first try, as Stripe does."""
    if session["payment_intent"]:
        return account.find(KIND, session["payment_intent"])
    intent = _new(account, session, account.store.private(session["id"]).get("payment_intent_data", {}))
    account.store.put(intent)
    account.store.put(session | {"payment_intent": intent["id"]})
    events.record(account, "payment_intent.created", intent)
    return intent


def save(account: Account, intent: JSON, event: str, caller: Caller = BUYER) -> JSON:
    """Keep ``intent`` as it now is, and tell the webhook with ``event``."""
    account.store.put(intent)
    events.record(account, event, intent, caller=caller)
    return intent


def cancel(account: Account, intent: JSON, caller: Caller = BUYER) -> JSON:
    """End an unpaid PaymentIntent together with its session."""
    ended = {"status": "canceled", "canceled_at": account.time(), "cancellation_reason": "expired"}
    return save(account, intent | ended, "payment_intent.canceled", caller)


def _new(account: Account, session: JSON, data: JSON) -> JSON:
    intent_id = new_id("pi")
    options = {name: dict(chosen) for name, chosen in (session["payment_method_options"] or {}).items()}
    if "card" in options:
        options["card"] |= _CARD_OPTIONS
    intent: JSON = dict.fromkeys(_NEVER_SET_HERE) | {name: data.get(name) for name in _ECHOED}
    return intent | {
        "id": intent_id,
        "object": KIND,
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": data.get("capture_method", "automatic_async"),
        "client_secret": f"{intent_id}_secret_{random_text(25)}",
        "confirmation_method": "automatic",
        "created": account.time(),
        "currency": session["currency"],
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "payment_method_options": options,
        "payment_method_types": session["payment_method_types"],
        "status": "requires_payment_method",
    }
