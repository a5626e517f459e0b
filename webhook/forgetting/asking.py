"""Forgetting a person who asks for it: what would happen, what is in the way, and doing it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from webhook.catalogue import Catalogue
from webhook.forgetting import erasing, traces
from webhook.models import Customer, Order, Refund, Ticket, TicketLine, Waiting
from webhook.orders import refunds, states
from webhook.refusals import Refused
from webhook.selling import waiting

LIST = "forgotten.txt"
"""Beside the database: the numbers of those who asked, so that a backup of before does not bring them back."""


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What forgetting somebody touches. ``alive``: tickets that can still be used; they stay good, without a name."""

    orders: int
    tickets: int
    alive: int


def person(key: str) -> Customer:
    """The customer with that number or mail address; refuses with ``not_found``."""
    key = key.strip()
    found: Customer | None = Customer.get_or_none((Customer.number == key) | (Customer.email == key.lower()))
    if found is None or erasing.is_gone(found):
        raise Refused("not_found", 404)
    return found


def weigh(customer: Customer, now: datetime) -> Weighed:
    """What there is; refuses with ``order_open`` or ``refund_open`` while their money is on its way."""
    orders = Order.select().where(Order.customer == customer)
    if orders.where(Order.status.in_(states.WAITING)).exists():
        raise Refused("order_open", 409)
    if Refund.select().join(Order).where(Order.customer == customer, Refund.state.in_(refunds.UNDER_WAY)).exists():
        raise Refused("refund_open", 409)
    theirs = Ticket.select().where((Ticket.customer == customer) | (Ticket.contact == customer.email))
    alive = theirs.where(
        Ticket.cancelled_at.is_null(),
        (Ticket.window_until.is_null()) | (Ticket.window_until > now),
        Ticket.id.in_(TicketLine.select(TicketLine.ticket).where(TicketLine.units > 0)),
    )
    return Weighed(orders=orders.count(), tickets=theirs.count(), alive=alive.count())


def forget(customer: Customer, data: Path, catalogue: Catalogue, now: datetime, *, anyway: bool) -> Weighed:
    """Forget them; refuses like ``weigh``, and with ``tickets_alive`` unless ``anyway``."""
    weighed = weigh(customer, now)
    if weighed.alive and not anyway:
        raise Refused("tickets_alive", 409, n=weighed.alive)
    with (data / LIST).open("a", encoding="utf-8") as listed:
        listed.write(f"{customer.number}\n")
    _forget(customer, data, catalogue, now)
    return weighed


def again(data: Path, now: datetime) -> int:
    """Forget those once more whom a restored backup still names; returns how many."""
    found = list(_listed(data))
    for customer in found:
        _forget(customer, data, None, now)
    return len(found)


def _forget(customer: Customer, data: Path, catalogue: Catalogue | None, now: datetime) -> None:
    email = str(customer.email)
    if catalogue:
        for place in _places(email):
            waiting.leave(place, catalogue, now)
    traces.leave_mailbox(data, erasing.erase(email))
    traces.wipe()


def _places(email: str) -> Iterable[Waiting]:
    return Waiting.select().where(Waiting.email == email, Waiting.state.in_(["waiting", "offered"]))


def _listed(data: Path) -> Iterator[Customer]:
    file = data / LIST
    for number in file.read_text("utf-8").split() if file.exists() else ():
        customer = Customer.get_or_none(Customer.number == number)
        if customer and not erasing.is_gone(customer):
            yield customer
