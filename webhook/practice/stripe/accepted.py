"""Which parameters each endpoint takes: the part of Stripe's published ones that the practice Stripe knows."""

from webhook.practice.stripe.cart_parameters import LINE
from webhook.practice.stripe.parameters import Either, Fields, Ignored, Listed, Metadata
from webhook.practice.stripe.published import (
    LOCALES,
    OTHER_CARD_OPTIONS,
    OTHER_METHOD_OPTIONS,
    PUBLISHED_METHODS,
    names,
)
from webhook.practice.stripe.scalars import Choice, Flag, Parameter, Text, Whole

_ENABLED = Fields(fields={"enabled": Flag()}, required=("enabled",))
_MESSAGE = Fields(fields={"message": Text(longest=1200)}, required=("message",), unset=True)
_COLLECTED_NAME = Fields(fields={"enabled": Flag(), "optional": Flag()}, required=("enabled",))
EXPAND = Listed(of=Text())
_TYPED: dict[str, Parameter] = {
    "default_value": Text(longest=255),
    "maximum_length": Whole(),
    "minimum_length": Whole(),
}
_OPTION = Fields(fields={"label": Text(longest=100), "value": Text(longest=100)}, required=("label", "value"))
CREATED = Either(single=Whole(), fields=Fields(fields={name: Whole() for name in ("gt", "gte", "lt", "lte")}))

_CUSTOM_FIELD = Fields(
    fields={
        "key": Text(longest=200, pattern="[A-Za-z0-9]+"),
        "label": Fields(fields={"custom": Text(longest=100), "type": Choice(("custom",))}, required=("custom", "type")),
        "type": Choice(("dropdown", "numeric", "text")),
        "optional": Flag(),
        "dropdown": Fields(
            fields={"default_value": Text(longest=100), "options": Listed(of=_OPTION)}, required=("options",)
        ),
        "numeric": Fields(fields=_TYPED),
        "text": Fields(fields=_TYPED),
    },
    required=("key", "label", "type"),
)
_METHOD_OPTIONS: dict[str, Parameter] = dict.fromkeys(OTHER_METHOD_OPTIONS, Ignored()) | {
    "card": Fields(
        fields={
            "request_three_d_secure": Choice(("any", "automatic", "challenge")),
            **dict.fromkeys(OTHER_CARD_OPTIONS, Ignored()),
            "statement_descriptor_suffix_kana": Text(longest=22),
            "statement_descriptor_suffix_kanji": Text(longest=17),
        }
    ),
    "konbini": Fields(fields={"expires_after_days": Whole(least=1, most=60), "setup_future_usage": Choice(("none",))}),
}
_INTENT = Fields(
    fields={
        "capture_method": Choice(("automatic", "automatic_async")),
        "description": Text(longest=1000),
        "metadata": Metadata(),
        "receipt_email": Text(longest=512),
        "statement_descriptor": Text(longest=22),
        "statement_descriptor_suffix": Text(longest=22),
        "transfer_group": Text(),
        **dict.fromkeys(
            ("application_fee_amount", "on_behalf_of", "setup_future_usage", "shipping", "transfer_data"), Ignored()
        ),
    }
)
_WITHOUT_EFFECT = names(
    "branding_settings customer_update managed_payments payment_method_configuration payment_method_data permissions "
    "return_url saved_payment_method_options tax_id_collection wallet_options"
)
_NOT_OFFERED = names(
    "customer customer_account discounts optional_items setup_intent_data shipping_address_collection "
    "shipping_options subscription_data"
)
"""Published, and refused by ``limits.py``: they name objects that do not exist here, or would change the amount."""

_CREATE: dict[str, Parameter] = {
    "adaptive_pricing": Fields(fields={"enabled": Flag()}),
    "after_expiration": Fields(
        fields={"recovery": Fields(fields={"allow_promotion_codes": Flag(), "enabled": Flag()}, required=("enabled",))}
    ),
    "allow_promotion_codes": Flag(),
    "allowed_payment_method_types": Listed(of=Choice(PUBLISHED_METHODS)),
    "automatic_tax": Fields(fields={"enabled": Flag(), "liability": Ignored()}, required=("enabled",)),
    "billing_address_collection": Choice(("auto", "required")),
    "cancel_url": Text(longest=5000),
    "client_reference_id": Text(longest=200),
    "consent_collection": Fields(
        fields={"promotions": Choice(("auto", "none")), "terms_of_service": Choice(("none", "required"))}
    ),
    "currency": Text(),
    "custom_fields": Listed(of=_CUSTOM_FIELD, most=3),
    "custom_text": Fields(
        fields=dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"), _MESSAGE)
    ),
    "customer_creation": Choice(("always", "if_required")),
    "customer_email": Text(longest=800),
    "excluded_payment_method_types": Listed(of=Choice(tuple(m for m in PUBLISHED_METHODS if m != "link"))),
    "expand": EXPAND,
    "expires_at": Whole(),
    "integration_identifier": Text(longest=200),
    "invoice_creation": Fields(fields={"enabled": Flag(), "invoice_data": Ignored()}, required=("enabled",)),
    "line_items": Listed(of=LINE, most=100),
    "locale": Choice(LOCALES),
    "metadata": Metadata(),
    "mode": Choice(("payment", "setup", "subscription")),
    "name_collection": Fields(fields={"business": _COLLECTED_NAME, "individual": _COLLECTED_NAME}),
    "origin_context": Choice(("mobile_app", "web")),
    "payment_intent_data": _INTENT,
    "payment_method_collection": Choice(("always", "if_required")),
    "payment_method_options": Fields(fields=_METHOD_OPTIONS),
    "phone_number_collection": _ENABLED,
    "redirect_on_completion": Choice(("always", "if_required", "never")),
    "submit_type": Choice(("auto", "book", "donate", "pay", "subscribe")),
    "success_url": Text(longest=5000),
    "ui_mode": Choice(("elements", "embedded_page", "form", "hosted_page")),
}
PAGE: dict[str, Parameter] = {
    "ending_before": Text(),
    "expand": EXPAND,
    "limit": Whole(least=1, most=100),
    "starting_after": Text(),
}
_ABSENT = dict.fromkeys(("customer", "customer_account", "payment_link", "subscription"), Text())

EXPAND_ONLY = Fields(fields={"expand": EXPAND})
INTENT_RETRIEVE = Fields(fields={"client_secret": Text(), "expand": EXPAND})
LINE_ITEMS = Fields(fields=PAGE)
SESSION_CREATE = Fields(fields=_CREATE | dict.fromkeys(_WITHOUT_EFFECT + _NOT_OFFERED, Ignored()))
SESSION_LIST = Fields(
    fields=PAGE
    | _ABSENT
    | {
        "created": CREATED,
        "customer_details": Fields(fields={"email": Text()}, required=("email",)),
        "payment_intent": Text(),
        "status": Choice(("complete", "expired", "open")),
    }
)
EVENT_LIST = Fields(
    fields=PAGE | {"created": CREATED, "delivery_success": Flag(), "type": Text(), "types": Listed(of=Text(), most=20)}
)
