"""Selling at the door: more people than were booked, or somebody without a ticket (S4-31, S4-32)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from webhook import validity
from webhook.catalogue import Catalogue, Item, Session
from webhook.channels import Channels
from webhook.crew.accounts import Visitor
from webhook.database import transaction
from webhook.door import house, stamping
from webhook.door.wishes import Verdict, Wish
from webhook.issuing import orders
from webhook.models import Customer, Order, Payment, Ticket
from webhook.orders import settling
from webhook.people import customers
from webhook.refusals import Refused
from webhook.selling import halts, pauses
from webhook.selling.basket import Line

CHANNEL = "door"


@dataclass(frozen=True, kw_only=True)
class Sale:
    """What is sold to whom: to the ``holder`` of a ticket, or else to ``name``, whose ``email`` may be empty.

    ``lines`` are quantities by ticket type; ``paid``: cash or other; with ``stamp`` they go in at once.
    """

    item: str
    session: str
    lines: dict[str, int]
    paid: str
    nonce: str
    stamp: bool = False
    holder: Ticket | None = None
    name: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Sold:
    """The order, its ticket, and the verdict when it was stamped."""

    order: Order
    ticket: Ticket
    verdict: Verdict | None


def sell(sale: Sale, visitor: Visitor, catalogue: Catalogue, locale: str, now: datetime) -> Sold:
    """Sell at the door's price, checked against the stock; the same nonce again is one sale.

    Refuses with ``few_left``, ``sold_out``, ``closed``, ``paused``, ``ended``, ``unknown_item`` and so on.
    """
    lines = _lines(sale, catalogue, now)
    _check_scope(sale, visitor, catalogue)
    with transaction():
        customer = customers.locked_row(_address(sale), sale.name if sale.email else "", locale, now)
        order = _before(sale, customer) or _order(sale, lines, customer, catalogue, now)
    ticket = settling.tickets_of(order)[0]
    wish = Wish(door_code=ticket.door_code, nonce=f"{order.nonce}:in")
    verdict = stamping.stamp(wish, visitor, now) if sale.stamp else None
    return Sold(order=order, ticket=ticket, verdict=verdict)


def _address(sale: Sale) -> str:
    """Where the new ticket goes: to the one who holds the old one, who is not always its buyer."""
    if sale.holder is None:
        return sale.email
    return str(sale.holder.contact if sale.holder.given else sale.holder.customer.email)


def _before(sale: Sale, customer: Customer) -> Order | None:
    order = Order.get_or_none(Order.customer == customer, Order.nonce == _nonce(sale))
    if order and {(line.item, line.session, line.ticket, line.quantity) for line in order.lines} != {
        (sale.item, sale.session, kind, units) for kind, units in sale.lines.items()
    }:
        raise Refused("nonce_used", 409, field="nonce")
    return order


def _order(sale: Sale, lines: list[Line], customer: Customer, catalogue: Catalogue, now: datetime) -> Order:
    name = sale.holder.holder if sale.holder else sale.name
    more = {"name": name, "locale": customer.locale, "nonce": _nonce(sale)}
    order = orders.place(customer, lines, CHANNEL, catalogue, now, **more)
    if order.total:
        paid = {"amount": order.total, "received": order.total, "received_at": now, "method": sale.paid}
        Payment.create(order=order, key=f"door:{order.number}", params={}, created_at=now, **paid)
    return order


def _nonce(sale: Sale) -> str:
    return f"door:{sale.nonce}"


def _lines(sale: Sale, catalogue: Catalogue, now: datetime) -> list[Line]:
    item = pauses.applied(catalogue).item(sale.item)
    if item is None or item.kind == "coupon":
        raise Refused("unknown_item", 422, field="item")
    session = item.session(sale.session) if sale.session else None
    if session is None and (item.kind == "event" or sale.session):
        raise Refused("unknown_session", 422, field="session")
    _check_sale(item, session, catalogue, now)
    return [
        _line(item, session, kind, units, f"lines[{place}]") for place, (kind, units) in enumerate(sale.lines.items())
    ]


def _line(item: Item, session: Session | None, kind: str, units: int, field: str) -> Line:
    ticket = item.ticket(kind) if kind else None
    if ticket is None and (kind or session):
        raise Refused("unknown_ticket", 422, field=f"{field}.ticket")
    price = item.price if ticket is None else ticket.price if ticket.door_price is None else ticket.door_price
    if price is None:
        raise Refused("closed", 409, field="item")
    return Line(item=item, session=session, ticket=ticket, quantity=units, price=price, field=field)


def _check_sale(item: Item, session: Session | None, catalogue: Catalogue, now: datetime) -> None:
    """What the shop has stopped is not sold here either; the hour at which selling online ends does not matter."""
    if CHANNEL in item.paused:
        raise Refused("paused", 409, field="item")
    off = halts.of(halts.known(), item.id, session.id if session else "") or (session and session.cancelled)
    if off or item.archived or not Channels().sell(item, CHANNEL):
        raise Refused("closed", 409, field="item")
    zone, day_ends = ZoneInfo(catalogue.shop.time_zone), catalogue.shop.day_ends
    if session and validity.visit(session, zone, day_ends).at(now) == "over":
        raise Refused("ended", 409, field="session")


def _check_scope(sale: Sale, visitor: Visitor, catalogue: Catalogue) -> None:
    """A shift sells what it may stamp."""
    show = house.show(sale.item, sale.session, catalogue)
    if show and not house.in_scope((sale.item, sale.session), show, visitor):
        raise Refused("forbidden", 403)
