"""Payment methods and currencies: what is offered here, and the amounts that Stripe accepts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

LEAST_CHARGE = {
    "aed": 200, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30,
    "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200,
    "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
"""Currencies accepted here, with Stripe's published minimum for a card, in the smallest unit."""

MOST_CHARGE = 99_999_999
"""Stripe takes amounts of up to eight digits."""


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to pay that is switched on in this practice account."""

    name: str
    amounts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Least and most amount by currency."""

    def takes(self, amount: int, currency: str) -> bool:
        """Whether ``amount`` can be paid this way."""
        least, most = self.amounts.get(currency, (1, 0))
        return least <= amount <= most


CARD = Method(name="card", amounts={currency: (least, MOST_CHARGE) for currency, least in LEAST_CHARGE.items()})

KONBINI = Method(name="konbini", amounts={"jpy": (120, 300_000)})
KONBINI_DAYS = 3
"""Days until a voucher lapses when the seller does not say."""

ENABLED = (CARD, KONBINI)
"""What the owner would switch on in Stripe's dashboard; further methods join here."""


def offered(
    amount: int,
    currency: str,
    allowed: Sequence[str] | None,
    excluded: Sequence[str] | None = None,
    enabled: Sequence[Method] = ENABLED,
) -> list[str]:
    """Names of the methods a session offers: those switched on that pass the caller's filters and the amount."""
    return [
        method.name
        for method in enabled
        if (allowed is None or method.name in allowed)
        and method.name not in (excluded or ())
        and (method.takes(amount, currency) or (amount == 0 and currency in method.amounts))
    ]
