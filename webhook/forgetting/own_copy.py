"""What the shop knows of a person, for that person."""

from typing import Any

from webhook.models import AddressChange, Customer, Gift, Mail, Message, Order, OrderLine, Share, Stamp, Ticket, Waiting
from webhook.people import tagging


def of(customer: Customer) -> dict[str, Any]:
    """Everything that is kept of them and names them or tells what they did, in plain words and moments."""
    email = customer.email
    theirs = Ticket.select().where((Ticket.customer == customer) & (Ticket.given == 0) | (Ticket.contact == email))
    return {
        "customer": {
            "id": customer.number,
            "email": email,
            "name": customer.name,
            "phone": customer.phone,
            "language": customer.locale,
            "tags": tagging.read(customer.tags),
            "since": _at(customer.created_at),
            "agreed_to_mail_at": _at(customer.marketing_at),
            "stopped_mail_at": _at(customer.unsubscribed_at),
        },
        "orders": [_order(order) for order in Order.select().where(Order.customer == customer).order_by(Order.id)],
        "tickets": [_ticket(ticket) for ticket in theirs.order_by(Ticket.id)],
        "gifts": [_made(gift) for gift in Gift.select().where(Gift.email == email)],
        "shares": [_made(share) for share in Share.select().where(Share.email == email)],
        "waiting": [
            {"item": place.item, "session": place.session, "quantity": place.quantity, "state": place.state}
            | {"at": _at(place.created_at)}
            for place in Waiting.select().where(Waiting.email == email)
        ],
        "messages": [
            {"order": each.order.number, "at": _at(each.at), "subject": each.subject, "text": each.text}
            for each in Message.select().join(Order).where(Order.customer == customer).order_by(Message.id)
        ],
        "mails": [
            {"about": mail.template, "sent_at": _at(mail.sent_at)}
            for mail in Mail.select().where(Mail.recipient == email).order_by(Mail.id)
        ],
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "at": _at(order.created_at),
        "name": order.name,
        "phone": order.phone,
        "addressee": order.addressee,
        "corrected_addresses": [
            {"at": _at(each.at), "old": each.old, "new": each.new}
            for each in order.address_changes.order_by(AddressChange.id)
        ],
        "status": order.status,
        "total": order.total,
        "currency": order.currency,
        "lines": [
            {"title": line.face["title"], "quantity": line.quantity, "price": line.price}
            for line in order.lines.order_by(OrderLine.id)
        ],
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.number,
        "title": ticket.face["title"],
        "holder": ticket.holder,
        "contact": ticket.contact,
        "issued_at": _at(ticket.issued_at),
        "cancelled_at": _at(ticket.cancelled_at),
        "units": sum(line.units for line in ticket.lines),
        "uses": [
            {"at": _at(stamp.at), "units": stamp.units, "undone_at": _at(stamp.undone_at)}
            for stamp in ticket.stamps.order_by(Stamp.id)
        ],
    }


def _made(given: Gift | Share) -> dict[str, Any]:
    return {"title": given.ticket.face["title"], "at": _at(given.created_at)}


def _at(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
