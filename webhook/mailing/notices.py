"""What the shop hears of by mail: orders, cancellations, and what needs somebody to look (S4-11, S4-51, S4-60).

Orders and cancellations become rows here, in the transaction that made them; ``digests`` makes mails of them.
"""

from datetime import datetime
from typing import Any

from webhook.mailing import outbox
from webhook.models import Notice, Order, Ticket
from webhook.policy import Quote

SHOP = "shop"
"""In place of an address: everybody who is to be told, which is decided when the mail leaves."""


def ordered(order: Order, now: datetime) -> None:
    """A new order was paid, in the caller's transaction."""
    _note("order", order.number, {"order": order.number}, now)


def cancelled(ticket: Ticket, order: Order, found: Quote, by: str, reason: str, now: datetime) -> None:
    """A ticket was cancelled, in the caller's transaction."""
    values = {"order": order.number, "ticket": ticket.id, "refund": found.refund, "fee": found.fee}
    _note("cancel", ticket.number, values | {"by": by, "reason": reason}, now)


def problem(what: str, key: str, now: datetime, *, order: Order | None = None, **facts: Any) -> None:
    """Somebody has to look: never put off, never gathered."""
    values = {"what": what, "order": order.number if order else None, **facts}
    outbox.post(f"notice:{key}", "notice-problem", SHOP, "", values, now)


def _note(kind: str, about: str, facts: dict[str, Any], now: datetime) -> None:
    row = {"key": f"{kind}:{about}", "kind": kind, "facts": facts, "at": now, "due_at": now}
    Notice.insert(**row).on_conflict_ignore().execute()
