"""Which parameters the endpoints of charges, refunds and disputes take."""

from webhook.practice.stripe.accepted import CREATED, EXPAND, PAGE
from webhook.practice.stripe.parameters import Fields, Metadata
from webhook.practice.stripe.scalars import Choice, Flag, Parameter, Text, Whole

_BY_TIME: dict[str, Parameter] = PAGE | {"created": CREATED}

CHARGE_LIST = Fields(
    fields=_BY_TIME | dict.fromkeys(("customer", "payment_intent", "transfer_group"), Text()),
)
INTENT_LIST = Fields(fields=_BY_TIME | dict.fromkeys(("customer", "customer_account"), Text()))
DISPUTE_LIST = Fields(fields=_BY_TIME | dict.fromkeys(("charge", "payment_intent"), Text()))
REFUND_LIST = Fields(fields=_BY_TIME | dict.fromkeys(("charge", "payment_intent"), Text()))
REFUND_CREATE = Fields(
    fields={
        "amount": Whole(least=1),
        "charge": Text(),
        "currency": Text(),
        "customer": Text(),
        "expand": EXPAND,
        "instructions_email": Text(pattern=r"[^@\s]+@[^@\s]+"),
        "metadata": Metadata(),
        "origin": Choice(("customer_balance",)),
        "payment_intent": Text(),
        "reason": Choice(("duplicate", "fraudulent", "requested_by_customer")),
        "refund_application_fee": Flag(),
        "reverse_transfer": Flag(),
    }
)
REFUND_UPDATE = Fields(fields={"expand": EXPAND, "metadata": Metadata(away=True)})
