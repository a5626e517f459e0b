"""Cancellation by the fan: the tiers of an item as sentences. The refund is decided from the same tiers."""

from collections.abc import Sequence
from datetime import timedelta

from webhook.catalogue import CancelTier
from webhook.words import Words


def sentences(tiers: Sequence[CancelTier], words: Words, language: str) -> list[str]:
    """The policy, one sentence a tier, the earliest deadline first; without tiers, that it cannot be cancelled."""
    if not tiers:
        return [words.text(language, "policy.none")]
    ordered = sorted(tiers, key=lambda tier: tier.until, reverse=True)
    lines = [_sentence(tier, words, language) for tier in ordered]
    return [*lines, words.text(language, "policy.after", until=duration(ordered[-1].until, words, language))]


def duration(span: timedelta, words: Words, language: str) -> str:
    """A duration in the largest unit that fits: 「7日」, "90 minutes"."""
    minutes = int(span.total_seconds() // 60)
    if minutes % 1440 == 0:
        return words.text(language, "policy.days", n=minutes // 1440)
    if minutes % 60 == 0:
        return words.text(language, "policy.hours", n=minutes // 60)
    return words.text(language, "policy.minutes", n=minutes)


def _sentence(tier: CancelTier, words: Words, language: str) -> str:
    key = "policy.free" if tier.fee == 0 else "policy.fee"
    return words.text(language, key, until=duration(tier.until, words, language), fee=tier.fee)
