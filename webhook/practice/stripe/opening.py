"""A checkout session as it looks when it opens, from the parameters it was opened with."""

from webhook.practice.stripe.account import Account
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.limits import LONGEST
from webhook.practice.stripe.lines import Cart
from webhook.practice.stripe.methods import KONBINI_DAYS
from webhook.practice.stripe.published import names
from webhook.practice.stripe.store import JSON

_ECHOED = names(
    "allow_promotion_codes allowed_payment_method_types billing_address_collection cancel_url client_reference_id "
    "customer_email integration_identifier locale origin_context submit_type success_url"
)
_NEVER_SET_HERE = names(
    "client_secret collected_information consent currency_conversion customer customer_account customer_details "
    "discounts invoice managed_payments payment_intent payment_link payment_method_configuration_details permissions "
    "recovered_from saved_payment_method_options setup_intent shipping_address_collection shipping_cost subscription "
    "wallet_options"
)


def open_session(account: Account, params: JSON, cart: Cart, methods: list[str]) -> JSON:
    """The new session, with every field that Stripe always sends."""
    session_id, opened = new_id("cs_test"), account.time()
    session: JSON = dict.fromkeys(_NEVER_SET_HERE) | {name: params.get(name) for name in _ECHOED}
    return (
        session
        | _collection(params)
        | {
            "id": session_id,
            "object": "checkout.session",
            "amount_subtotal": cart.amount,
            "amount_total": cart.amount,
            "created": opened,
            "currency": cart.currency,
            "expires_at": params.get("expires_at", opened + int(LONGEST.total_seconds())),
            "livemode": False,
            "metadata": params.get("metadata", {}),
            "mode": "payment",
            "payment_method_options": _method_options(params, methods),
            "payment_method_types": methods,
            "payment_status": "unpaid",
            "shipping_options": [],
            "status": "open",
            "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
            "ui_mode": "hosted_page",
            "url": account.address(f"/c/pay/{session_id}"),
        }
    )


def _collection(params: JSON) -> JSON:
    """The fields that say what is asked of the buyer."""
    texts = dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"))
    tax = params.get("automatic_tax", {})
    recovery = (params.get("after_expiration") or {}).get("recovery")
    consent = params.get("consent_collection")
    collection: JSON = {
        "adaptive_pricing": {"enabled": False} | params["adaptive_pricing"] if "adaptive_pricing" in params else None,
        "after_expiration": {"recovery": _recovery(recovery)} if recovery else None,
        "automatic_tax": {"enabled": tax.get("enabled", False), "liability": None, "provider": None, "status": None},
        "consent_collection": _consent(consent) if consent else None,
        "custom_fields": [_custom_field(sent) for sent in params.get("custom_fields", [])],
        "custom_text": texts | params.get("custom_text", {}),
        "customer_creation": params.get("customer_creation", "if_required"),
        "invoice_creation": _invoice_creation(params.get("invoice_creation", {})),
        "payment_method_collection": params.get("payment_method_collection", "if_required"),
        "phone_number_collection": params.get("phone_number_collection", {"enabled": False}),
    }
    if "name_collection" in params:
        names = params["name_collection"].items()
        collection["name_collection"] = {whose: {"optional": False} | asked for whose, asked in names}
    if "excluded_payment_method_types" in params:
        collection["excluded_payment_method_types"] = params["excluded_payment_method_types"]
    return collection


def _recovery(sent: JSON) -> JSON:
    return {"allow_promotion_codes": False, "expires_at": None, "url": None} | sent


def _consent(sent: JSON) -> JSON:
    return {"payment_method_reuse_agreement": None, "promotions": None, "terms_of_service": None} | sent


def _custom_field(sent: JSON) -> JSON:
    kind = sent["type"]
    blank: JSON = {"default_value": None, "value": None}
    lengths: JSON = {"maximum_length": None, "minimum_length": None}
    blank |= {"options": []} if kind == "dropdown" else lengths
    return {
        "key": sent["key"],
        "label": sent["label"],
        "optional": sent.get("optional", False),
        "type": kind,
        kind: blank | sent.get(kind, {}),
    }


def _invoice_creation(sent: JSON) -> JSON:
    empty = ("account_tax_ids", "custom_fields", "description", "footer", "issuer", "rendering_options")
    return {"enabled": sent.get("enabled", False), "invoice_data": dict.fromkeys(empty) | {"metadata": {}}}


def _method_options(params: JSON, methods: list[str]) -> JSON:
    """Options of the methods offered; each has its own defaults."""
    sent = params.get("payment_method_options", {})
    three_d_secure = (sent.get("card") or {}).get("request_three_d_secure", "automatic")
    days = (sent.get("konbini") or {}).get("expires_after_days", KONBINI_DAYS)
    known: JSON = {"card": {"request_three_d_secure": three_d_secure}, "konbini": {"expires_after_days": days}}
    return {name: options for name, options in known.items() if name in methods}
