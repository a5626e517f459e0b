"""What the shop is told of its orders, and of what needs a look."""

from datetime import datetime

from peewee import fn

from webhook import face
from webhook.letters.bought import order_facts
from webhook.letters.letter import Facts, Letter, Places
from webhook.models import Order, Ticket


def order(letter: Letter) -> Facts:
    """A new order."""
    return {"notice": _about(letter.order, letter.places)}


def cancel(letter: Letter) -> Facts:
    """A ticket was cancelled."""
    ticket: Ticket = Ticket.get_by_id(letter.values["ticket"])
    what = {"title": face.read(ticket.face).title, "units": sum(line.units for line in ticket.lines)}
    return {"notice": _about(letter.order, letter.places) | what | letter.values}


def digest(letter: Letter) -> Facts:
    """What happened in the ten minutes of a rush."""
    since, until = (datetime.fromisoformat(letter.values[name]) for name in ("since", "until"))
    paid = Order.select().where(Order.paid_at >= since, Order.paid_at < until)
    ended = Ticket.select().where(Ticket.cancelled_at >= since, Ticket.cancelled_at < until)
    about = {
        "orders": paid.count(),
        "cancellations": ended.count(),
        "total": int(paid.select(fn.COALESCE(fn.SUM(Order.total), 0)).scalar()),
        "since": since,
        "until": until,
        "url": _owner(letter.places),
    }
    return {"notice": about}


def problem(letter: Letter) -> Facts:
    """Something that somebody has to look at."""
    said: Facts = {"title": None, "amount": None, "detail": "", "starts_at": None} | letter.values
    number = letter.found.number if letter.found else None
    url = _owner(letter.places, f"#order/{number}" if number else "")
    if said["starts_at"]:
        said["starts_at"] = datetime.fromisoformat(said["starts_at"])
    return {"notice": said | {"order": number, "url": url}}


def _about(order: Order, places: Places) -> Facts:
    told = order_facts(order, places)
    url = _owner(places, f"#order/{order.number}")
    return {
        "order": order.number,
        "name": order.name,
        "email": order.customer.email,
        "lines": told["lines"],
        "total": order.total,
        "url": url,
    }


def _owner(places: Places, fragment: str = "") -> str:
    return places.page("/owner/", places.catalogue.shop.languages[0]) + fragment
