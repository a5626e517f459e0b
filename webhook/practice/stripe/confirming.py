"""PaymentIntents made and confirmed over the API, without a checkout session, as the command-line client does."""

from webhook.practice.stripe import card, charges, disputes, events, intents, limits, payment_methods
from webhook.practice.stripe.account import Account, Call, Caller
from webhook.practice.stripe.card_numbers import Card
from webhook.practice.stripe.refusals import Refused, missing_parameter
from webhook.practice.stripe.store import JSON


def create(account: Account, call: Call) -> JSON:
    """POST /v1/payment_intents for a card; ``confirm=true`` charges it at once."""
    params = call.params
    currency = limits.check_currency(params["currency"], "currency")
    methods = limits.check_amount(account, params["amount"], currency, params, param="amount")
    if card.NAME not in methods:
        raise Refused("The practice Stripe confirms payments by card only.", param="allowed_payment_method_types")
    options = {card.NAME: {"request_three_d_secure": "automatic"}}
    intent = intents.new_intent(
        account, params, amount=params["amount"], currency=currency, methods=[card.NAME], options=options
    )
    account.store.put(intent)
    events.record(account, "payment_intent.created", intent, caller=call.caller)
    return _confirmed(account, intent, params, call.caller) if params.get("confirm") else intent


def confirm(account: Account, call: Call) -> JSON:
    """POST /v1/payment_intents/{id}/confirm."""
    intent = account.find(intents.KIND, call.id)
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        message = f"This PaymentIntent's status is {intent['status']}; it cannot be confirmed."
        raise Refused(message, code="payment_intent_unexpected_state", executed=True)
    return _confirmed(account, intent, call.params, call.caller)


def _confirmed(account: Account, intent: JSON, params: JSON, caller: Caller) -> JSON:
    """The intent once its card was charged; a card that is declined undoes the whole request (402)."""
    if "payment_method" not in params:
        raise missing_parameter("payment_method")
    method_id = params["payment_method"]
    chosen = payment_methods.card_of(account, method_id, param="payment_method")
    if chosen.effect == "declined":
        raise Refused("Your card was declined.", code="card_declined", status=402, kind="card_error", executed=True)
    if chosen.effect == "authenticate":
        return card.ask_bank_about(account, intent, caller)
    billing = payment_methods.billing(account.store.get(method_id, payment_methods.KIND))
    paid = _charged(account, intent | {"payment_method": method_id}, billing, chosen, caller)
    if chosen.effect == "disputed":
        disputes.open_for(account, account.find(charges.KIND, paid["latest_charge"]))
    return paid


def _charged(account: Account, intent: JSON, billing: JSON, chosen: Card, caller: Caller) -> JSON:
    return card.charge_intent(account, intent, billing, card.card_details(chosen.last4), caller)
