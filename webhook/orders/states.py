"""The states of an order, and what each word of Stripe's does to each of them. Pure tables.

open → awaiting_payment → paid → part_refunded → refunded, or the ends without money: expired, failed, cancelled. An
order whose tickets were all given up without money coming back (yet) is cancelled, too. A dispute is no state: it
belongs to the payment.
"""

from typing import Literal, get_args

from webhook.payments.told import Said

Status = Literal["open", "awaiting_payment", "paid", "part_refunded", "refunded", "expired", "failed", "cancelled"]
STATUSES: tuple[Status, ...] = get_args(Status)

WAITING: tuple[Status, ...] = ("open", "awaiting_payment")
"""Units are held and money may come."""
LAPSED: tuple[Status, ...] = ("expired", "failed")
"""The order ended without money; its units went back."""
COUNTED: tuple[Status, ...] = ("open", "awaiting_payment", "paid", "part_refunded")
"""What counts against a limit per person."""

Act = Literal["nothing", "await", "fulfil", "revive", "return", "expire", "fail"]
"""revive: fulfil if the units can be taken again, else give the money back. return: give the money back."""

_UNPAID: dict[Said, dict[str, Act]] = {
    "open": {},
    "processing": {"open": "await"},
    "lapsed": {"open": "fail", "awaiting_payment": "fail"},
    "expired": {"open": "expire", "awaiting_payment": "expire"},
}


def act(status: str, said: Said, *, known: bool) -> Act:
    """What becomes of an order in ``status`` when Stripe says ``said`` of one of its payments.

    ``known``: the money of that payment is in our books already, so that saying it again changes nothing.
    """
    if said != "paid":
        return _UNPAID[said].get(status, "nothing")
    if known:
        return "nothing"
    if status in WAITING:
        return "fulfil"
    return "revive" if status in LAPSED else "return"


def after_money(*, total: int, returned: int, tickets: int, live: int) -> Status:
    """The status of an order that was paid: money returned so far, tickets it has and those that still live."""
    if total and returned >= total:
        return "refunded"
    if returned:
        return "part_refunded"
    return "cancelled" if tickets and not live else "paid"
