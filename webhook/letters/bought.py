"""What mails say of an order: what was bought, what becomes of its money, what was cancelled."""

from datetime import datetime
from zoneinfo import ZoneInfo

from webhook import face, formats
from webhook.catalogue import localised
from webhook.letters.letter import Facts, Letter, Places
from webhook.models import Message, Order, OrderLine, Ticket
from webhook.orders import refunds


def order_facts(order: Order, places: Places) -> Facts:
    """The facts of an order that every mail about it may use."""
    payment = refunds.paid_by(order) or order.payments.first()
    open_url = payment.instructions if order.status == "awaiting_payment" and payment else None
    return {
        "number": order.number,
        "name": order.name,
        "total": order.total,
        "discount": order.discount,
        "currency": order.currency,
        "lines": [_line(line, order, places) for line in order.lines.order_by(OrderLine.id)],
        "url": places.page("/thanks/", order.locale) + f"#order={order.secret}",
        "pay_url": open_url or None,
        "pay_by": order.pay_by,
        "method": payment.method if payment else "none",
    }


def _line(line: OrderLine, order: Order, places: Places) -> Facts:
    sold = face.read(line.face)
    detail = [_when(sold, order.locale, places)] if sold.session else []
    detail += [localised(line.name, order.locale)] if line.name else []
    return {
        "title": localised(sold.title, order.locale),
        "detail": " ".join(detail),
        "quantity": line.quantity,
        "amount": line.price * line.quantity,
    }


def _when(sold: face.Face, language: str, places: Places) -> str:
    return formats.date_of(sold.session, ZoneInfo(places.catalogue.shop.time_zone), language) if sold.session else ""


def again(letter: Letter) -> Facts:
    """Where the things of a lapsed order can be bought once more."""
    lines = [face.read(line.face) for line in letter.order.lines]
    on_sale = {sold.path: sold.title for sold in lines}
    language = letter.order.locale
    return {"again": [{"title": title, "url": letter.places.page(path, language)} for path, title in on_sale.items()]}


def cancelled(letter: Letter) -> Facts:
    """A ticket that ended: what of it, and what comes back."""
    ticket: Ticket = Ticket.get_by_id(letter.values["ticket"])
    sold = face.read(ticket.face)
    about = {
        "title": sold.title,
        "starts_at": ticket.starts_at,
        "all_day": bool(sold.session and sold.session.all_day),
        "units": sum(line.units for line in ticket.lines),
        "kind": ticket.kind,
        "url": f"{letter.places.tickets}/t/{ticket.owner_token}",
    }
    said = {"refund": 0, "fee": 0, "method": "none", "reason": "", "detail": "", "single": False} | letter.values
    return {"cancelled": said | about} | _to_somebody_else(ticket, letter, said | about)


def _to_somebody_else(ticket: Ticket, letter: Letter, said: Facts) -> Facts:
    """A ticket that was given away: its receiver hears of no money, and the buyer gets no link of the receiver's.

    The mail goes to the receiver when they have left an address, else to the buyer.
    """
    if not ticket.given:
        return {}
    told = order_facts(letter.order, letter.places)
    if ticket.contact:
        money = {"refund": 0, "fee": 0, "method": "buyer" if said["method"] != "none" else "none"}
        return {"cancelled": said | money, "order": told | {"name": ticket.holder}}
    return {"cancelled": said | {"url": told["url"]}}


def message(letter: Letter) -> Facts:
    """What the owner wrote, line by line."""
    written: Message = Message.get_by_id(letter.values["message"])
    return {"message": {"subject": written.subject, "lines": written.text.split("\n")}}


def returned(letter: Letter) -> Facts:
    """Money that bought nothing goes back."""
    return {"returned": letter.values}


def bank(letter: Letter) -> Facts:
    """A convenience store's refund needs a bank account."""
    until = datetime.fromisoformat(letter.values["until"]) if letter.values.get("until") else None
    return {"refund": {"amount": letter.values["amount"], "until": until}}
