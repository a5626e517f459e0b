"""Cancellation by the fan: the tiers of an item as sentences, and what cancelling gives back: one set for both.

A tier of whole days ends with the day that lies so many days before the date, at midnight in the shop's zone (S4-13);
one of hours or minutes ends that long before the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from webhook import money
from webhook.catalogue import CancelTier
from webhook.words import Words

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What cancelling costs now: ``refund + fee`` is what was paid. ``until`` is when this stops being true."""

    refund: int
    fee: int
    until: datetime | None = None


def quote(tiers: Sequence[CancelTier], paid: int, starts: datetime, zone: ZoneInfo, now: datetime) -> Quote | None:
    """What comes back of ``paid`` for a date that starts then; None when it cannot be cancelled (any more).

    The first tier still open counts, the cheapest being the earliest; the fee is rounded down.
    """
    for tier in sorted(tiers, key=lambda tier: tier.until, reverse=True):
        end = deadline(tier, starts, zone)
        if now < end:
            fee = money.percent(paid, tier.fee)
            return Quote(refund=paid - fee, fee=fee, until=end)
    return None


def deadline(tier: CancelTier, starts: datetime, zone: ZoneInfo) -> datetime:
    """The first moment at which a tier no longer counts."""
    if tier.until % DAY:
        return starts - tier.until
    last = starts.astimezone(zone).date() - tier.until
    return datetime.combine(last + DAY, time(0), zone) if tier.until else starts


def sentences(tiers: Sequence[CancelTier], words: Words, language: str) -> list[str]:
    """The policy, one sentence a tier, the earliest deadline first; without tiers, that it cannot be cancelled."""
    if not tiers:
        return [words.text(language, "policy.none")]
    ordered = sorted(tiers, key=lambda tier: tier.until, reverse=True)
    lines = [_sentence(tier, words, language) for tier in ordered]
    return [*lines, words.text(language, "policy.after", until=_point(ordered[-1].until, words, language))]


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
    return words.text(language, key, until=_point(tier.until, words, language), fee=tier.fee)


def _point(until: timedelta, words: Words, language: str) -> str:
    """The deadline of a tier in words: days count as whole days, hours from the start."""
    if not until:
        return words.text(language, "policy.start")
    key = "policy.before_start" if until % DAY else "policy.before_day"
    return words.text(language, key, span=duration(until, words, language))
