"""What a checkout is refused for besides price and sale state: halted dates, limits per person, orders left unpaid."""

from collections import Counter
from collections.abc import Collection

from peewee import SQL, fn

from webhook.catalogue import Catalogue, Item, TicketType
from webhook.database import rows
from webhook.models import Customer, Order, OrderLine, Ticket
from webhook.orders import states
from webhook.refusals import Refused
from webhook.selling import basket, halts, stock
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
            raise stock.short(left, each)


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
    """Refuses with ``limit_per_person`` who would have more of an item than its limit (S3-21)."""
    limited = {line.item.id for line in lines if line.item.limit_per_person is not None}
    counted = held(limited, [customer.email])
    for line in lines:
        wanted = sum(each.quantity for each in lines if each.item is line.item)
        _check_sum(line.item, counted[line.item.id, customer.email], wanted, f"{line.field}.quantity")


def check_wish(item: Item, ticket: TicketType | None, quantity: int, email: str) -> None:
    """Refuses with ``limit`` or ``limit_per_person`` what this address could not order, before it waits for it."""
    basket.check_limit(item, ticket, quantity, "quantity")
    if item.limit_per_person is not None:
        _check_sum(item, held([item.id], [email])[item.id, email], quantity, "quantity")


def _check_sum(item: Item, had: int, wanted: int, field: str) -> None:
    limit = item.limit_per_person
    if limit is not None and had + wanted > limit:
        facts = {"limit": limit, "remaining": max(0, limit - had), "n": limit}
        raise Refused("limit_per_person", 409, field=field, kind=item.kind, **facts)


def check_moved(order: Order, customer: Customer, catalogue: Catalogue) -> None:
    """Refuses with ``limit_per_person`` a customer who has too much of something, now that an order is theirs."""
    items = filter(None, (catalogue.item(item) for item in {line.item for line in order.lines}))
    limited = {item.id: item for item in items if item.limit_per_person is not None}
    for (item_id, _), number in held(list(limited), [customer.email]).items():
        item, limit = limited[item_id], limited[item_id].limit_per_person or 0
        if number > limit:
            raise Refused("limit_per_person", 409, field="email", kind=item.kind, limit=limit, n=limit)


def held(items: Collection[str], emails: Collection[str]) -> Counter[tuple[str, str]]:
    """What counts against a limit per person, by item and mail address: holds, and what was bought or given and lives.

    Whoever cancels may buy as many again, also where a fee was kept: that is how a date is changed (S4-25).
    """
    if not items or not emails:
        return Counter()
    alive = Ticket.select(SQL("1")).where(
        Ticket.order == Order.id,
        Ticket.item == OrderLine.item,
        Ticket.session == OrderLine.session,
        Ticket.cancelled_at.is_null(),
    )
    lines = OrderLine.select(OrderLine.item, Customer.email, fn.SUM(OrderLine.quantity)).join(Order).join(Customer)
    lines = lines.where(OrderLine.item.in_(items), Customer.email.in_(emails), Order.status.in_(states.COUNTED))
    lines = lines.where(Order.status.in_(states.WAITING) | fn.EXISTS(alive))
    return Counter({(item, email): int(n) for item, email, n in rows(lines.group_by(OrderLine.item, Customer.email))})
