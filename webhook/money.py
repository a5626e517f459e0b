"""Arithmetic of money: shares, discounts and the tax inside a price. Pure, and in whole units of the currency.

Rounding is always down, once: the tax of a receipt is rounded once per rate (消費税法, 適格請求書; law.md 4).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

STANDARD_RATE = 10
"""Percent of consumption tax where an item says nothing (Japan, since 2019-10-01)."""
CARD_LEAST = {"JPY": 50}
"""The smallest card payment that Stripe takes, by currency (spec/stripe.md 2)."""


def too_small(amount: int, currency: str) -> bool:
    """Whether that much is due, and too little to be paid by card."""
    return 0 < amount < CARD_LEAST.get(currency, 0)


def percent(amount: int, rate: int) -> int:
    """``rate`` percent of ``amount``, rounded down."""
    return amount * rate // 100


def tax_inside(amount: int, rate: int) -> int:
    """The tax that a tax-included ``amount`` holds at ``rate`` percent: ¥3,300 at 10 % holds ¥300."""
    return amount * rate // (100 + rate)


def taxes(amounts: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Rate, total and tax of each rate in pairs of rate and amount, the highest rate first; rounded once per rate."""
    totals: dict[int, int] = defaultdict(int)
    for rate, amount in amounts:
        totals[rate] += amount
    return [(rate, total, tax_inside(total, rate)) for rate, total in sorted(totals.items(), reverse=True) if total]


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """``amount`` in parts proportional to ``weights``, which add up to it exactly and never exceed their weight.

    What rounding leaves over goes to the parts with the largest remainders. ``amount`` may not exceed the weights' sum.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    largest_first = sorted(range(len(weights)), key=lambda n: (-(amount * weights[n] % whole), n))
    for n in largest_first[: amount - sum(parts)]:
        parts[n] += 1
    return parts
