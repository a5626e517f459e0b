"""What an event may ask of its buyers: cancellation fees, resale, age; each rule with the key that answers it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from generator.content import Entry
from generator.writing.schema import Values
from webhook.catalogue import Session

EARLY = timedelta(days=30)
"""Longer before the start, the seller's average damage is seldom the whole price (消費者契約法 9条)."""

NIGHT, MORNING = time(23), time(4)
"""Hours in which prefectural ordinances restrict those under 18."""


def look(entry: Entry, sessions: Sequence[Session], *, japanese: bool) -> None:
    """Report the conditions of an event that law or trade rules do not let stand as they are."""
    if not japanese:
        return
    paid = any(ticket.get("price") for ticket in entry.values.get("tickets", ()))
    if paid:
        _fees(entry)
    if entry.values.get("resale_protection"):
        _resale(entry, sessions, paid=paid)
    if not entry.values.written("age_min"):
        _night(entry, sessions)


def _fees(entry: Entry) -> None:
    """W-CC-1 and W-CC-2."""
    values = entry.values
    if values.written("refund_if_cancelled") and values.get("refund_if_cancelled") is False:
        entry.problem("no_refund", values.at("refund_if_cancelled"), "refund_if_cancelled", level="warning")
    if values.written("fee_reason"):
        return
    tiers = [tier for tier in values.get("cancel", ()) if tier.get("until") is not None and tier.get("fee") is not None]
    tiers.sort(key=lambda tier: tier["until"], reverse=True)
    for tier, earlier in zip(tiers, [None, *tiers], strict=False):
        if tier["fee"] == 100 and (earlier is None or earlier["until"] > EARLY):
            entry.problem("fee_early", tier.at("fee"), "fee", level="warning", days=EARLY.days)
            return
    if tiers and tiers[-1]["until"] > EARLY:  # after the last tier nothing comes back
        entry.problem("fee_early", tiers[-1].at("until"), "until", level="warning", days=EARLY.days)


def _resale(entry: Entry, sessions: Sequence[Session], *, paid: bool) -> None:
    """E-RS-1: what makes a ticket one that the law protects (チケット不正転売禁止法 2条3項)."""
    line = entry.values.at("resale_protection")
    if not paid:
        entry.problem("resale_unsold", line, "resale_protection", level="warning")
    hourless = any(session.all_day for session in sessions)
    if hourless or not entry.values.written("venue"):
        missing = "calendar.times" if hourless else "venue"
        entry.problem("resale_unfixed", line, "resale_protection", level="warning", missing=missing)
    if not (entry.values.get("gift") or _one_each(entry.values)):
        entry.problem("resale_unnamed", line, "resale_protection", level="warning")


def _one_each(values: Values) -> bool:
    """Whether nobody can buy for companions, whose names the shop would never hear."""
    if values.get("limit_per_person") == 1:
        return True
    limits = [ticket.get("limit") for ticket in values.get("tickets", ())]
    return limits == [1]


def _night(entry: Entry, sessions: Sequence[Session]) -> None:
    """W-AG-1."""
    late = next((session for session in sessions if not session.all_day and _is_late(session)), None)
    if late is None:
        return
    written = entry.values.get("sessions", ())
    at = next((one for one in written if one.get("starts") == late.starts), None)
    line = at.at("ends" if late.ends else "starts") if at else entry.values.at("calendar")
    ends = late.ends or late.starts
    entry.problem("late_night", line, "age_min", level="warning", ends=f"{ends:%H:%M}")


def _is_late(session: Session) -> bool:
    """Whether somebody is still there between 23:00 and 4:00."""
    ends: datetime = session.ends or session.starts
    over_midnight = ends.date() > session.starts.date()
    return over_midnight or ends.time() > NIGHT or session.starts.time() >= NIGHT or session.starts.time() < MORNING
