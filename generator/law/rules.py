"""What the keys of one file must be to each other. Every rule reports and goes on; none of them stops the reading."""

import itertools
from collections.abc import Iterable
from datetime import timedelta

from generator.content import Entry
from generator.writing.schema import Values
from webhook import private
from webhook.catalogue import Session

MINUTE = timedelta(minutes=1)
IN_KIND = ("free_item", "gift", "other")
"""Benefits that a checkout cannot take off."""


def event(entry: Entry, sessions: tuple[Session, ...]) -> None:
    """Tickets, cancellation tiers and dates of an event."""
    values = entry.values
    _tickets(entry, sessions)
    _tiers(entry)
    _sales(entry)
    _qr(entry, sessions)
    if not values.written("venue"):
        entry.problem("no_venue", 1, "venue", level="warning")
    if values.written("decide_by") and not values.written("min_participants"):
        entry.problem("decide_without_min", values.at("decide_by"), "decide_by")
    decide_by, first = values.get("decide_by"), sessions[0].starts.date() if sessions else None
    if decide_by and first and decide_by >= first:
        entry.problem("decide_late", values.at("decide_by"), "decide_by", value=decide_by, first=first)


def _qr(entry: Entry, sessions: tuple[Session, ...]) -> None:
    """Nobody stands at the open doors without a QR."""
    opens = entry.values.get("qr_opens")
    before = [session.starts - session.doors for session in sessions if session.doors]
    if opens is not None and before and opens < max(before):
        minutes = {"span": opens // MINUTE, "before": max(before) // MINUTE}
        entry.problem("qr_late", entry.values.at("qr_opens"), "qr_opens", **minutes)


def prepaid(entry: Entry) -> None:
    """A pass or a voucher: how long it is valid, and what is said of its price."""
    values = entry.values
    _sales(entry)
    _valid(entry, needed=False)
    single, price, uses = values.get("single_price"), values.get("price"), values.get("uses", 1)
    if single is not None and price is not None and single * uses <= price:
        line = values.at("single_price")
        entry.problem("no_saving", line, "single_price", level="warning", usual=single * uses, price=price)


def coupon(entry: Entry) -> None:
    """Benefit, validity and sharing of a coupon."""
    values = entry.values
    _valid(entry, needed=True)
    share = values.get("share", "no")
    if values.get("share_used") and share != "yes":
        entry.problem("share_used", values.at("share_used"), "share_used", share=share)
    if values.written("share_limit") and share == "no":
        entry.problem("share_limit", values.at("share_limit"), "share_limit")
    if values.get("uses", 1) > 1 and share != "no":
        uses = values["uses"]
        entry.problem("share_full", values.at("share"), "share", level="warning", uses=uses, left=uses - 1)
    if values.get("show_code") and not values.written("code"):
        entry.problem("no_code", values.at("show_code"), "show_code")
    benefit = values.get("benefit") or Values()
    if values.get("code") and values.get("code_for", "here") == "here" and benefit.get("type") in IN_KIND:
        entry.problem("code_nowhere", values.at("code"), "code", level="warning")


def codes(coupons: Iterable[Entry]) -> None:
    """Report a code that a buyer could mean two coupons with. Only what is archived gives its code free."""
    first: dict[str, Entry] = {}
    for entry in coupons:
        values = entry.values
        code = values.get("code")
        if not code or values.get("archived") or values.get("code_for", "here") != "here":
            continue
        other = first.setdefault(private.typed(code), entry)
        if other is not entry:
            for one, its_other in ((other, entry), (entry, other)):
                facts = {"value": one.values["code"], "other": its_other.file}
                one.problem("code_twice", one.values.at("code"), "code", **facts)


def _tickets(entry: Entry, sessions: tuple[Session, ...]) -> None:
    seen: dict[str, int] = {}
    stocks = [session.stock for session in sessions]
    most = max((stock for stock in stocks if stock is not None), default=None) if None not in stocks else None
    for ticket in entry.values.get("tickets", ()):
        name, stock = ticket.get("id"), ticket.get("stock")
        if name in seen:
            entry.problem("ticket_twice", ticket.at("id"), "id", value=name, first=seen[name])
        elif name:
            seen[name] = ticket.at("id")
        if stock is not None and most is not None and stock > most:
            entry.problem("ticket_stock", ticket.at("stock"), "stock", value=stock, most=most)


def _tiers(entry: Entry) -> None:
    tiers = [tier for tier in entry.values.get("cancel", ()) if tier.written("until") and tier.get("until") is not None]
    for before, tier in itertools.pairwise(tiers):
        if tier["until"] >= before["until"]:
            entry.problem("tier_order", tier.at("until"), "until")
        elif tier.get("fee", 100) < before.get("fee", 0):
            entry.problem("tier_cheaper", tier.at("fee"), "fee", level="warning")


def _sales(entry: Entry) -> None:
    sales = entry.values.get("sales") or Values()
    start, until = sales.get("from"), sales.get("until")
    if start and until and until <= start:
        text = "%Y-%m-%d %H:%M"
        entry.problem("until_early", sales.at("until"), "until", start=start.strftime(text), value=until.strftime(text))


def _valid(entry: Entry, *, needed: bool) -> None:
    valid = entry.values.get("valid")
    if valid is None:
        return
    days, dates = valid.written("days"), valid.written("from") or valid.written("to")
    if days == dates and (days or needed or entry.values.written("valid")):
        entry.problem("valid_both" if days else "valid_neither", entry.values.at("valid"), "valid")
    elif dates and not (valid.written("from") and valid.written("to")):
        entry.problem("valid_half", valid.line, "valid")
    start, end = valid.get("from"), valid.get("to")
    if start and end and end < start:
        entry.problem("until_early", valid.at("to"), "to", start=start, value=end)
