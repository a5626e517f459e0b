"""Stripe's published test cards that the practice page knows, and what each of them makes happen."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card number. ``effect`` is also the key of the words that tell it on the page (``card_ok``)."""

    number: str
    effect: str
    name: str
    """What it is called in Stripe's ready-made ``tok_…`` and ``pm_card_…``."""

    @property
    def last4(self) -> str:
        """The digits that a charge shows."""
        return self.number[-4:]

    @property
    def grouped(self) -> str:
        """The number as it stands on a card."""
        return " ".join(self.number[place : place + 4] for place in range(0, 16, 4))


CARDS = (
    Card(number="4242424242424242", effect="ok", name="visa"),
    Card(number="4000000000000002", effect="declined", name="visa_chargeDeclined"),
    Card(number="4000002500003155", effect="authenticate", name="authenticationRequiredOnSetup"),
    Card(number="4000000000000259", effect="disputed", name="createDispute"),
    Card(number="4000000000005126", effect="refund_fails", name="refundFail"),
    Card(number="4000000000007726", effect="refund_pends", name="pendingRefund"),
)
USUAL = CARDS[0]


def read(typed: str | None) -> Card | None:
    """The card that was typed in, with or without spaces; the usual one when nothing was, None for any other number."""
    digits = re.sub(r"[\s-]", "", typed or "")
    if not digits:
        return USUAL
    return next((card for card in CARDS if card.number == digits), None)


def by_name(name: str) -> Card | None:
    """The card that Stripe calls ``name``, such as ``visa``."""
    return next((card for card in CARDS if card.name == name), None)
