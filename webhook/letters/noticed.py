"""What the shop is told of its orders, and of what needs a look."""

from datetime import datetime

from webhook import face
from webhook.letters.bought import order_facts
from webhook.letters.letter import Facts, Letter, Places
from webhook.models import Order, OrderLine, Ticket


def order(letter: Letter) -> Facts:
    """A new order."""
    return {"notice": _about(letter.order, letter.places)}


def cancel(letter: Letter) -> Facts:
    """A ticket was cancelled."""
    ticket: Ticket = Ticket.get_by_id(letter.values["ticket"])
    return {"notice": _about(letter.order, letter.places) | _ended(ticket) | letter.values}


def digest(letter: Letter) -> Facts:
    """What happened in a rush, each order and cancellation in a line of its own."""
    told = letter.values["notices"]
    orders = {order.number: order for order in _orders(told)}
    found = [_row(each, orders[each["order"]], letter.places) for each in told if each["order"] in orders]
    bought, ended = ([row for row in found if row["kind"] == kind] for kind in ("order", "cancel"))
    about = {
        "orders": bought,
        "cancellations": ended,
        "total": sum(row["amount"] for row in bought),
        "refund": sum(row["amount"] for row in ended),
        "since": min(row["at"] for row in found),
        "until": max(row["at"] for row in found),
        "url": owner_page(letter.places, "#orders"),
    }
    return {"notice": about}


def _orders(told: list[Facts]) -> list[Order]:
    return list(Order.select().where(Order.number.in_([each["order"] for each in told])))


def _row(told: Facts, order: Order, places: Places) -> Facts:
    ticket = Ticket.get_by_id(told["ticket"]) if told["kind"] == "cancel" else None
    return {
        "kind": told["kind"],
        "at": datetime.fromisoformat(told["at"]),
        "number": order.number,
        "name": _name(order, places),
        "what": [_ended(ticket)] if ticket else [_bought(line) for line in order.lines.order_by(OrderLine.id)],
        "amount": told["refund"] if ticket else order.total,
        "url": owner_page(places, f"#order/{order.number}"),
    }


def _bought(line: OrderLine) -> Facts:
    return {"title": face.read(line.face).title, "units": line.quantity}


def _ended(ticket: Ticket) -> Facts:
    about = {"title": face.read(ticket.face).title, "kind": ticket.kind}
    return about | {"units": sum(line.units for line in ticket.lines)}


def problem(letter: Letter) -> Facts:
    """Something that somebody has to look at."""
    said: Facts = dict.fromkeys(("title", "amount", "asked", "received", "starts_at")) | {"detail": ""} | letter.values
    number = letter.found.number if letter.found else None
    url = owner_page(letter.places, f"#order/{number}" if number else "")
    if said["starts_at"]:
        said["starts_at"] = datetime.fromisoformat(said["starts_at"])
    return {"notice": said | {"order": number, "url": url}}


def _about(order: Order, places: Places) -> Facts:
    told, partner = order_facts(order, places), places.channels.partner(order.channel)
    known = places.channels.knows(order.channel)
    return {
        "order": order.number,
        "name": order.name if known else "",
        "partner": partner.name if partner else "",
        "email": order.customer.email if known else "",
        "lines": told["lines"],
        "total": order.total,
        "url": owner_page(places, f"#order/{order.number}"),
    }


def _name(order: Order, places: Places) -> str:
    """Who ordered, as far as the shop may know: else the partner who sold it."""
    partner = places.channels.partner(order.channel)
    return partner.name if partner and not places.channels.knows(order.channel) else str(order.name)


def owner_page(places: Places, fragment: str = "") -> str:
    """A place on the owner's page."""
    return places.page("/owner/", places.catalogue.shop.languages[0]) + fragment
