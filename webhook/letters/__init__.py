"""What each mail says: the facts that its template is given, read from the rows when it leaves."""

from collections.abc import Callable

from webhook.letters import after, bought, held, month, noticed, waited
from webhook.letters.letter import Facts, Letter, Places
from webhook.letters.month import files
from webhook.models import Mail, Order

__all__ = ["Places", "contents", "files"]


def contents(mail: Mail, places: Places) -> tuple[Facts, dict[str, bytes]]:
    """The values of a mail's template, and its pictures by their content id."""
    values: Facts = dict(mail.values)
    facts: Facts = {}
    order = Order.get_or_none(Order.number == values["order"]) if values.get("order") else None
    if order:
        facts["order"] = bought.order_facts(order, places)
    more = _CONTENTS.get(mail.template)
    facts |= more(Letter(values=values, found=order, places=places)) if more else {} if order else values
    return facts, held.pictures(order, places) if mail.template == "tickets" and order else {}


_CONTENTS: dict[str, Callable[[Letter], Facts]] = {
    "tickets": held.tickets,
    "gift": held.gift,
    "coupon": held.coupon,
    "find": held.found,
    "thanks": after.thanks,
    "order-lapsed": bought.again,
    "cancelled": bought.cancelled,
    "called-off": bought.cancelled,
    "called-off-withdrawn": bought.cancelled,
    "moved": held.moved,
    "payment-returned": bought.returned,
    "refund-bank": bought.bank,
    "message": bought.message,
    "waiting-joined": waited.waiting,
    "waiting-offer": waited.waiting,
    "waiting-over": waited.waiting,
    "notice-order": noticed.order,
    "notice-cancel": noticed.cancel,
    "notice-digest": noticed.digest,
    "notice-problem": noticed.problem,
    "notice-statement": month.statement,
}
