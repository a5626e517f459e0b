"""Which parameters the endpoints take that the official command-line client uses."""

from webhook.practice.stripe.accepted import EXPAND, PAGE
from webhook.practice.stripe.parameters import Fields, Ignored, Listed, Metadata
from webhook.practice.stripe.published import PUBLISHED_METHODS, names
from webhook.practice.stripe.scalars import Choice, Flag, Text, Whole

_WITHOUT_EFFECT = names(
    "automatic_payment_methods error_on_requires_action off_session payment_method_options return_url "
    "setup_future_usage shipping use_stripe_sdk"
)
_PERSON = Fields(
    fields={
        "address": Fields(fields=dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"), Text())),
        **dict.fromkeys(("email", "name", "phone"), Text()),
    }
)
PRODUCT_CREATE = Fields(
    fields={
        "active": Flag(),
        "description": Text(longest=40000),
        "expand": EXPAND,
        "images": Listed(of=Text(), most=8),
        "metadata": Metadata(),
        "name": Text(longest=5000),
        "unit_label": Text(longest=12),
    },
    required=("name",),
)
PRICE_CREATE = Fields(
    fields={
        "active": Flag(),
        "currency": Text(),
        "expand": EXPAND,
        "metadata": Metadata(),
        "nickname": Text(),
        "product": Text(),
        "tax_behavior": Choice(("exclusive", "inclusive", "unspecified")),
        "unit_amount": Whole(least=0),
        "unit_amount_decimal": Text(pattern=r"[0-9]{1,12}(\.[0-9]{1,12})?"),
    },
    required=("currency",),
)
METHOD_CREATE = Fields(
    fields={
        "billing_details": _PERSON,
        "card": Fields(fields=dict.fromkeys(names("cvc exp_month exp_year number token"), Text())),
        "expand": EXPAND,
        "konbini": Ignored(),
        "metadata": Metadata(),
        "type": Choice(("card", "konbini")),
    },
    required=("type",),
)
INTENT_CONFIRM = Fields(
    fields={"expand": EXPAND, "payment_method": Text(), **dict.fromkeys(_WITHOUT_EFFECT, Ignored())}
)
INTENT_CREATE = Fields(
    fields={
        **INTENT_CONFIRM.fields,
        "allowed_payment_method_types": Listed(of=Choice(PUBLISHED_METHODS)),
        "amount": Whole(least=1),
        "confirm": Flag(),
        "currency": Text(),
        "description": Text(longest=1000),
        "metadata": Metadata(),
        "receipt_email": Text(longest=512),
        "statement_descriptor": Text(longest=22),
        "statement_descriptor_suffix": Text(longest=22),
        "transfer_group": Text(),
    },
    required=("amount", "currency"),
)
PAGE_CONFIRM = Fields(
    fields={"expand": EXPAND, "expected_amount": Whole(least=0), "payment_method": Text()},
    required=("payment_method",),
)
ENDPOINT_LIST = Fields(fields=PAGE)
ENDPOINT_CREATE = Fields(
    fields={
        "api_version": Text(pattern=r"\d{4}-\d\d-\d\d(\.[a-z]+)?"),
        "connect": Flag(),
        "description": Text(longest=5000),
        "enabled_events": Listed(of=Text()),
        "expand": EXPAND,
        "metadata": Metadata(),
        "url": Text(pattern=r"https?://\S+"),
    },
    required=("enabled_events", "url"),
)
EVENT_RETRY = Fields(fields={"expand": EXPAND, "for_stripecli": Flag(), "webhook_endpoint": Text()})
LISTEN = Fields(
    fields={"device_name": Text(), "forward_connect_to_url": Ignored(), "forward_to_url": Ignored(),
            "websocket_features": Ignored()}
)  # fmt: skip
