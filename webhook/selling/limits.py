"""What a checkout is refused for besides price and sale state: halted dates, limits per person, orders left unpaid."""

from webhook.models import Customer, Order, OrderLine
from webhook.orders import states
from webhook.refusals import Refused
from webhook.selling import halts, stock
from webhook.selling.basket import Checkout, Line

MOST_PENDING = 5
"""Unpaid orders that one address may have at a time (S3-21): enough for second thoughts, too few to empty a hall."""


def look(request: Checkout, lines: list[Line]) -> None:
    """Refuse what is plainly gone before anything is locked.

    In a rush the many who come too late must not queue behind the few who buy. Whoever has an offer, or has asked
    before, may hold units that count as taken.
    """
    asked = Order.select().join(Customer).where(Customer.email == request.email, Order.nonce == request.nonce)
    if request.offer or (request.nonce is not None and asked.exists()):
        return
    check_halts(lines)
    taken = stock.taken()
    for each in (line.portion for line in lines):
        left = stock.remaining(each.item, each.session, each.ticket, taken)
        if left is not None and left < each.quantity:
            raise stock.short(left, each.field)


def check_halts(lines: list[Line]) -> None:
    """A date that the shop has called off or closed since the build is not sold."""
    halted = halts.known()
    for line in lines:
        if halts.of(halted, line.item.id, line.session.id if line.session else ""):
            raise Refused("closed", 409, field=f"{line.field}.session")


def check_pending(customer: Customer) -> None:
    """Refuses with ``pending_orders`` who leaves too many orders unpaid."""
    if Order.select().where(Order.customer == customer, Order.status == "open").count() >= MOST_PENDING:
        raise Refused("pending_orders", 409, field="email")


def check_person(lines: list[Line], customer: Customer) -> None:
    """Refuses with ``limit_per_person``: it counts what the same address has bought and holds of an item (S3-21)."""
    for line in lines:
        limit = line.item.limit_per_person
        if limit is None:
            continue
        before = OrderLine.select(OrderLine.quantity).join(Order)
        before = before.where(
            OrderLine.item == line.item.id, Order.customer == customer, Order.status.in_(states.COUNTED)
        )
        wanted = sum(each.quantity for each in lines if each.item is line.item)
        had = sum(row.quantity for row in before)
        if had + wanted > limit:
            left = max(0, limit - had)
            raise Refused("limit_per_person", 409, field=f"{line.field}.quantity", limit=limit, remaining=left, n=limit)
