"""What the legal pages say of the things that are sold: how each is cancelled, and what a sentence depends on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from webhook import policy
from webhook.catalogue import CancelTier, Item, localised
from webhook.words import Words

REDUCED = 8
"""The reduced rate of consumption tax in percent, marked with ※ (消費税法 57条の4)."""


class Good(NamedTuple):
    """One of them in a language. ``terms`` are the tiers of ``cancel`` as plain values, told apart quickly."""

    kind: str
    title: str
    cancel: tuple[CancelTier, ...]
    terms: tuple[tuple[timedelta, int], ...]
    reason: str
    konbini: bool
    limited: bool
    reduced: bool
    protected: bool
    giving: bool
    refunded: bool


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Items that are cancelled alike: their titles, the sentences, and why a fee is what it is.

    The only ladder of a shop goes without titles: it is for everything, whatever that is called.
    """

    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    reason: str


def good(item: Item, language: str) -> Good:
    """What is said of ``item``, which nothing but itself can change."""
    limits = (item.limit, item.limit_per_person, item.age_min, item.guardian, item.under6)
    return Good(
        kind=item.kind,
        title=localised(item.title, language),
        cancel=item.cancel,
        terms=tuple((tier.until, tier.fee) for tier in item.cancel),
        reason=localised(item.fee_reason, language),
        konbini=item.konbini_stop is not None,
        limited=any(limits) or any(ticket.limit for ticket in item.tickets),
        reduced=item.tax_rate == REDUCED,
        protected=item.resale_protection,
        giving=item.gift,
        refunded=item.refund_if_cancelled,
    )


def facts(goods: Sequence[Good], words: Words, language: str) -> dict[str, Any]:
    """What the templates of the legal pages are told of all that is sold."""
    return {
        "ladders": _ladders(goods, words, language),
        "kinds": sorted({each.kind for each in goods}),
        **{
            name: any(map(attrgetter(name), goods)) for name in ("konbini", "limited", "reduced", "protected", "giving")
        },
        "unrefunded": [each.title for each in goods if not each.refunded],
    }


def _ladders(goods: Sequence[Good], words: Words, language: str) -> list[Ladder]:
    """The cancellation terms of all that is sold, each said once, as the sale pages and the refund say them."""
    groups: dict[object, list[Good]] = {}
    for each in goods:
        groups.setdefault((each.terms, each.reason), []).append(each)
    return [
        Ladder(
            titles=tuple([each.title for each in group]) if len(groups) > 1 else (),
            sentences=tuple(policy.sentences(group[0].cancel, words, language)),
            reason=group[0].reason,
        )
        for group in groups.values()
    ]
