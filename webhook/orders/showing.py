"""An order as JSON: for its fan, as a row of the owner's list, and with everything that happened to it."""

from datetime import datetime
from typing import Any

from webhook import face, tickets, worth
from webhook.catalogue import localised
from webhook.channels import Channels
from webhook.letters import Places
from webhook.models import AddressChange, Dispute, Mail, Message, Order, OrderLine, Payment, Refund, Stamp, Ticket
from webhook.orders import endings, readdressing, refunds, settling

JSON = dict[str, Any]
CORRECTED = "address_corrected"


def public(order: Order, places: Places, now: datetime, language: str) -> JSON:
    """The order as ``GET /api/orders/{order}`` tells its fan."""
    payment: Payment | None = refunds.paid_by(order) or order.payments.first()
    tickets = settling.tickets_of(order)
    return {
        "number": order.number,
        "status": order.status,
        "total": order.total,
        "discount": order.discount,
        "currency": order.currency,
        "method": (payment.method or None) if payment else "none" if order.paid_at else None,
        "refunded": refunds.returned(order),
        "refunding": refunds.returned(order, refunds.UNDER_WAY),
        "email": order.customer.email,
        "email_until": _iso(readdressing.until(order, now)),
        "created_at": order.created_at.isoformat(),
        "pay_url": _pay_url(order, payment),
        "pay_by": _iso(order.pay_by if order.status == "awaiting_payment" else order.hold_until),
        "cancelled": _cancelled(tickets),
        "lines": [_line(line, language) for line in order.lines.order_by(OrderLine.id)],
        "tickets": [_ticket(ticket, places, now, language) for ticket in tickets if _theirs(ticket)],
    }


def row(order: Order, places: Places, now: datetime, language: str) -> JSON:
    """The order as the owner's list shows it."""
    who = {"name": order.name, "email": order.customer.email, "phone": order.phone or order.customer.phone}
    shown = public(order, places, now, language) | who | {"channel": order.channel}
    return shown if places.channels.knows(order.channel) else _nameless(shown)


def detail(order: Order, places: Places, now: datetime, language: str) -> JSON:
    """The order with its tickets, refunds, disputes, messages and time line."""
    shown = row(order, places, now, language) | {
        "contact": _contact(order, places.channels),
        "tickets": [_full_ticket(ticket, places, now, language) for ticket in settling.tickets_of(order)],
        "refunds": [_refund(refund) for refund in order.refunds.order_by(Refund.id)],
        "disputes": [_dispute(dispute) for dispute in _disputes(order)],
        "messages": [_message(each, order) for each in order.messages.order_by(Message.id)],
        "events": timeline(order),
    }
    return shown if places.channels.knows(order.channel) else _nameless(shown) | _hiding(shown["events"])


def timeline(order: Order) -> list[JSON]:
    """What happened to an order, oldest first: ``what`` is a code, ``detail`` a figure, a name or a reason."""
    events: list[tuple[str, datetime, Any]] = [("ordered", order.created_at, "")]
    events += [("paid", order.paid_at, order.total)] if order.paid_at else []
    events += [("late_payment", each.received_at, each.received) for each in order.payments if _late(each, order)]
    events += [("cancelled", each.cancelled_at, each.cancel_reason) for each in order.tickets if each.cancelled_at]
    for refund in order.refunds:
        events.append(("refund_planned", refund.created_at, refund.amount))
        if refund.settled_at:
            events.append((f"refund_{refund.state}", refund.settled_at, refund.error or refund.amount))
    for dispute in _disputes(order):
        events.append(("dispute_opened", dispute.opened_at, dispute.amount))
        if dispute.closed_at:
            events.append((f"dispute_{dispute.state}", dispute.closed_at, dispute.amount))
    stamps = Stamp.select().join(Ticket).where(Ticket.order == order, Stamp.undone_at.is_null())
    events += [("stamped", stamp.at, stamp.units) for stamp in stamps]
    events += [("message", each.at, each.subject) for each in order.messages]
    events += [("mail_sent", mail.sent_at, mail.template) for mail in _mails(order)]
    events += [(CORRECTED, each.at, _arrow(each)) for each in order.address_changes]
    told = sorted(events, key=lambda event: event[1])
    return [{"at": at.isoformat(), "what": what, "detail": detail} for what, at, detail in told]


def _mails(order: Order) -> list[Mail]:
    """Mails to the fan, also to what the address was before, but what the owner wrote.

    Their keys name the order or one of its tickets.
    """
    addresses = {order.customer.email, *(address for each in order.address_changes for address in (each.old, each.new))}
    names = [order.number, *(ticket.number for ticket in order.tickets)]
    sent = Mail.sent_at.is_null(False) & (Mail.template != "message")
    found = Mail.select().where(Mail.recipient.in_(addresses - {""}), sent)
    return [mail for mail in found.order_by(Mail.sent_at) if any(name in mail.key for name in names)]


def _nameless(shown: JSON) -> JSON:
    """The order of somebody whom only a partner knows; the pages of their tickets and payment name them, too."""
    tickets = [ticket | {"url": None} for ticket in shown["tickets"]]
    return shown | dict.fromkeys(("name", "email", "phone", "pay_url")) | {"tickets": tickets}


def _hiding(events: list[JSON]) -> JSON:
    """The time line without addresses."""
    return {"events": [event | {"detail": ""} if event["what"] == CORRECTED else event for event in events]}


def _arrow(change: AddressChange) -> str:
    """From which address to which; nothing once the person was forgotten."""
    return f"{change.old} → {change.new}" if change.old and change.new else ""


def _contact(order: Order, channels: Channels) -> JSON:
    """How the buyer is reached: by mail and phone, through the partner who sold it, or both ways."""
    known, partner = channels.knows(order.channel), channels.partner(order.channel)
    own = {"email": order.customer.email, "phone": order.phone or order.customer.phone} if known else {}
    if partner is None:
        return own
    about = {"partner": order.channel, "partner_name": partner.name, "partner_contact": partner.contact}
    return own | about | {"shares_contact": known}


def _message(message: Message, order: Order) -> JSON:
    mail = Mail.get_or_none(Mail.key == f"message:{order.number}:{message.id}")
    about = {"at": message.at.isoformat(), "by": message.staff_name, "sent_at": _iso(mail.sent_at if mail else None)}
    return about | {"subject": message.subject, "text": message.text}


def _theirs(ticket: Ticket) -> bool:
    """Whether a ticket is the buyer's to see: alive, and not given away."""
    return ticket.cancelled_at is None and not ticket.given


def _late(payment: Payment, order: Order) -> bool:
    paid_by = refunds.paid_by(order)
    return payment.received_at is not None and (order.paid_at is None or payment.id != (paid_by and paid_by.id))


def _disputes(order: Order) -> list[Dispute]:
    return list(Dispute.select().join(Payment).where(Payment.order == order).order_by(Dispute.id))


def _pay_url(order: Order, payment: Payment | None) -> str | None:
    if payment is None:
        return None
    urls = {"open": payment.url, "awaiting_payment": payment.instructions or None}
    return urls.get(order.status)


def _cancelled(tickets: list[Ticket]) -> JSON | None:
    """When all tickets are gone: the last one's end."""
    ended = [ticket for ticket in tickets if ticket.cancelled_at]
    if not ended or len(ended) < len(tickets):
        return None
    last = max(ended, key=lambda ticket: ticket.cancelled_at)
    about = {"by": last.cancelled_by, "reason": last.cancel_reason, "detail": last.cancel_detail}
    return {"at": last.cancelled_at.isoformat()} | about


def _line(line: OrderLine, language: str) -> JSON:
    sold = face.read(line.face)
    return {
        "item": line.item,
        "session": line.session or None,
        "ticket": line.ticket or None,
        "title": localised(sold.title, language),
        "name": localised(line.name, language),
        "path": sold.path,
        "starts_at": _iso(sold.session.starts) if sold.session else None,
        "quantity": line.quantity,
        "price": line.price,
        "amount": line.price * line.quantity,
    }


def _ticket(ticket: Ticket, places: Places, now: datetime, language: str) -> JSON:
    return {
        "url": f"{places.tickets}/t/{ticket.owner_token}",
        "id": ticket.number,
        "item": ticket.item,
        "title": localised(ticket.face["title"], language),
        "units": worth.of(ticket, now).total,
        "six_digit": None if tickets.hidden_until(ticket, now) else ticket.six_digit,
        "starts_at": _iso(ticket.starts_at),
    }


def _full_ticket(ticket: Ticket, places: Places, now: datetime, language: str) -> JSON:
    known = worth.of(ticket, now)
    more = {"state": known.state, "units_used": known.used, "cancelled": endings.told(ticket)}
    return _ticket(ticket, places, now, language) | more


def _refund(refund: Refund) -> JSON:
    return {
        "id": refund.key,
        "amount": refund.amount,
        "fee": refund.fee,
        "state": refund.state,
        "reason": refund.why,
        "exception": refund.exception,
        "at": refund.created_at.isoformat(),
        "error": refund.error,
    }


def _dispute(dispute: Dispute) -> JSON:
    return {"state": dispute.state, "amount": dispute.amount, "at": dispute.opened_at.isoformat()}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
