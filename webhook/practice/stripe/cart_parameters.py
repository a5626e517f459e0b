"""The parameters of one line of the cart: a price made on the way, and how many."""

from webhook.practice.stripe.parameters import Fields, Ignored, Listed, Metadata
from webhook.practice.stripe.scalars import Choice, Flag, Text, Whole

_PRODUCT = Fields(
    fields={
        "name": Text(longest=5000),
        "description": Text(longest=40000),
        "images": Listed(of=Text(), most=8),
        "metadata": Metadata(),
        "tax_code": Text(),
        "tax_details": Ignored(),
        "unit_label": Text(longest=12),
    },
    required=("name",),
)
_PRICE = Fields(
    fields={
        "currency": Text(),
        "product": Text(),
        "product_data": _PRODUCT,
        "recurring": Ignored(),
        "tax_behavior": Choice(("exclusive", "inclusive", "unspecified")),
        "unit_amount": Whole(least=0),
        "unit_amount_decimal": Text(pattern=r"[0-9]{1,12}(\.[0-9]{1,12})?"),
    },
    required=("currency",),
)
LINE = Fields(
    fields={
        "adjustable_quantity": Fields(
            fields={"enabled": Flag(), "maximum": Whole(), "minimum": Whole()}, required=("enabled",)
        ),
        "metadata": Metadata(),
        "price": Text(),
        "price_data": _PRICE,
        "quantity": Whole(least=1, most=999_999),
        "tax_rates": Listed(of=Text()),
    }
)
