"""PaymentIntents: the attempt to pay a session, from the first try to its end."""

from webhook.practice.stripe import events
from webhook.practice.stripe.account import BUYER, Account, Call, Caller
from webhook.practice.stripe.ids import new_id, random_text
from webhook.practice.stripe.lists import filtered
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
_METHOD_OPTIONS: dict[str, JSON] = {
    "card": {"installments": None, "mandate_options": None, "network": None},
    "konbini": {"confirmation_number": None, "expires_at": None, "product_description": None},
}


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/payment_intents/{id}."""
    return account.find(KIND, call.id)


def list_intents(account: Account, call: Call) -> JSON:
    """GET /v1/payment_intents, newest first."""
    return filtered(account, KIND, "/v1/payment_intents", call.params, "customer", "customer_account")


def of_session(account: Account, session: JSON) -> JSON:
    """The session's PaymentIntent; made at the buyer's first try, as Stripe does."""
    if session["payment_intent"]:
        return account.find(KIND, session["payment_intent"])
    data = account.store.private(session["id"]).get("payment_intent_data", {})
    intent = new_intent(
        account,
        data,
        amount=session["amount_total"],
        currency=session["currency"],
        methods=session["payment_method_types"],
        options=session["payment_method_options"] or {},
    )
    account.store.put(intent, private={"session": session["id"]})
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
    ended = {"next_action": None, "status": "canceled", "canceled_at": account.time(), "cancellation_reason": "expired"}
    return save(account, intent | ended, "payment_intent.canceled", caller)


def of_session_or_none(account: Account, session: JSON) -> JSON | None:
    """The session's PaymentIntent, None before the buyer's first try."""
    return account.store.get(session["payment_intent"], KIND) if session["payment_intent"] else None


def new_intent(account: Account, data: JSON, *, amount: int, currency: str, methods: list[str], options: JSON) -> JSON:
    """A PaymentIntent that nobody has tried to pay yet; ``options`` are those of the methods, by name."""
    intent_id = new_id("pi")
    complete = {name: chosen | _METHOD_OPTIONS.get(name, {}) for name, chosen in options.items()}
    intent: JSON = dict.fromkeys(_NEVER_SET_HERE) | {name: data.get(name) for name in _ECHOED}
    return intent | {
        "id": intent_id,
        "object": KIND,
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": data.get("capture_method", "automatic_async"),
        "client_secret": f"{intent_id}_secret_{random_text(25)}",
        "confirmation_method": "automatic",
        "created": account.time(),
        "currency": currency,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "payment_method_options": complete,
        "payment_method_types": methods,
        "status": "requires_payment_method",
    }
