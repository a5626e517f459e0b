"""What the shop hears of by mail: orders, cancellations, and what needs somebody to look (S4-11, S4-51, S4-60).

In a rush single notices give way to one digest for each ten minutes. Who is told is decided when the mail leaves.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from webhook import outbox
from webhook.models import Mail, Order, Ticket
from webhook.policy import Quote

SHOP = "shop"
"""In place of an address: everybody who is to be told."""
WINDOW = timedelta(minutes=10)
RUSH = 5
"""Single notices in one window; what follows goes into its digest."""
_SINGLE = ("notice-order", "notice-cancel")


def ordered(order: Order, now: datetime) -> None:
    """A new order was paid, in the caller's transaction."""
    _post("notice-order", f"notice-order:{order.number}", {"order": order.number}, now)


def cancelled(ticket: Ticket, order: Order, found: Quote, by: str, reason: str, now: datetime) -> None:
    """A ticket was cancelled, in the caller's transaction."""
    values = {"order": order.number, "ticket": ticket.id, "refund": found.refund, "fee": found.fee}
    _post("notice-cancel", f"notice-cancel:{ticket.number}", values | {"by": by, "reason": reason}, now)


def problem(what: str, key: str, now: datetime, *, order: Order | None = None, **facts: Any) -> None:
    """Somebody has to look: never put off, never gathered."""
    values = {"what": what, "order": order.number if order else None, **facts}
    outbox.post(f"notice:{key}", "notice-problem", SHOP, "", values, now)


def _post(template: str, key: str, values: dict[str, Any], now: datetime) -> None:
    lately = Mail.select(Mail.id).where(Mail.template.in_(_SINGLE), Mail.created_at > now - WINDOW)
    if len(lately.limit(RUSH)) < RUSH:
        outbox.post(key, template, SHOP, "", values, now)
        return
    start = datetime.fromtimestamp(now.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), UTC)
    about = {"since": start.isoformat(), "until": (start + WINDOW).isoformat()}
    outbox.post(f"notice-digest:{start:%Y%m%d%H%M}", "notice-digest", SHOP, "", about, now, due=start + WINDOW)
