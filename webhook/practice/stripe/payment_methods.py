"""Payment methods over the API: only Stripe's test cards by their tokens, and convenience stores."""

from webhook.practice.stripe import card_numbers
from webhook.practice.stripe.account import Account, Call
from webhook.practice.stripe.card_numbers import Card
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.refusals import Refused, missing_object, missing_parameter
from webhook.practice.stripe.store import JSON

KIND = "payment_method"
_READY = "pm_card_"


def create(account: Account, call: Call) -> JSON:
    """POST /v1/payment_methods: a card by ``card[token]`` or ``card[number]``, or ``type=konbini``."""
    params = call.params
    if params["type"] == "konbini":
        method = _new(account, params) | {"konbini": {}}
    else:
        if "card" not in params:
            raise missing_parameter("card")
        card = _card(params["card"])
        method = _new(account, params) | {"card": {"brand": "visa", "country": "JP", "exp_month": 12, "exp_year": 2034,
                                                   "funding": "credit", "last4": card.last4}}  # fmt: skip
    account.store.put(method)
    return method


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/payment_methods/{id}."""
    return account.find(KIND, call.id)


def card_of(account: Account, method_id: str, *, param: str) -> Card:
    """The test card behind a payment method, which may be one of Stripe's ready ones such as ``pm_card_visa``."""
    if method_id.startswith(_READY):
        card = card_numbers.by_name(method_id.removeprefix(_READY))
    else:
        method = account.find(KIND, method_id, param=param, status=400)
        if "card" not in method:
            raise Refused("Only cards can be used here.", param=param)
        card = next(one for one in card_numbers.CARDS if one.last4 == method["card"]["last4"])
    if card is None:
        raise missing_object(KIND, method_id, param=param, status=400)
    return card


def is_konbini(account: Account, method_id: str) -> bool:
    """Whether the payment method is to pay at a convenience store."""
    return "konbini" in (account.store.get(method_id, KIND) or {})


def billing(method: JSON | None) -> JSON:
    """What a charge says about the buyer."""
    nobody: JSON = {"address": dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))}
    nobody |= dict.fromkeys(("email", "name", "phone", "tax_id"))
    return method["billing_details"] if method else nobody


def _new(account: Account, params: JSON) -> JSON:
    sent, known = params.get("billing_details", {}), billing(None)
    address = known["address"] | sent.get("address", {})
    return {
        "id": new_id("pm"),
        "object": KIND,
        "billing_details": known | sent | {"address": address},
        "created": account.time(),
        "customer": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "type": params["type"],
    }


def _card(sent: JSON) -> Card:
    if "token" in sent:
        card = card_numbers.by_name(str(sent["token"]).removeprefix("tok_"))
    else:
        card = card_numbers.read(sent.get("number"))
    if card is None:
        raise Refused("No such test card.", code="resource_missing", param="card")
    return card
