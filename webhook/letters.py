"""What each mail says: the facts that its template is given, read from the rows when it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from peewee import fn

from webhook import clock, face, finding, formats, qr
from webhook.catalogue import Catalogue, localised
from webhook.models import Gift, Mail, Order, OrderLine, Ticket, Waiting
from webhook.orders import refunds, settling

Facts = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where things are: the shop's pages at ``site``, tickets at ``tickets``; ``notify`` hears for the shop."""

    catalogue: Catalogue
    site: str
    tickets: str
    notify: tuple[str, ...] = ()

    def page(self, path: str, language: str) -> str:
        """The address of a page of the shop."""
        return self.site + self.catalogue.shop.path(path, language)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a mail was posted with: its values, and the order they name."""

    values: Facts
    found: Order | None
    places: Places

    @property
    def order(self) -> Order:
        """The order; LookupError when the mail was posted without one."""
        if self.found is None:
            raise LookupError("the mail names no order")
        return self.found


def contents(mail: Mail, places: Places) -> tuple[Facts, dict[str, bytes]]:
    """The values of a mail's template, and its pictures by their content id."""
    values: Facts = dict(mail.values)
    facts: Facts = {}
    order = Order.get_or_none(Order.number == values["order"]) if values.get("order") else None
    if order:
        facts["order"] = _order(order, places)
    more = _CONTENTS.get(mail.template)
    facts |= more(Letter(values=values, found=order, places=places)) if more else {} if order else values
    return facts, _pictures(order, places) if mail.template == "tickets" and order else {}


def _order(order: Order, places: Places) -> Facts:
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


def _tickets(letter: Letter) -> Facts:
    return {"tickets": [_ticket(ticket, letter.places.tickets) for ticket in _live(letter.order)]}


def _pictures(order: Order, places: Places) -> dict[str, bytes]:
    return {f"{each.number}.qr": qr.png(qr.door_link(places.tickets, each.door_code)) for each in _live(order)}


def _live(order: Order | None) -> list[Ticket]:
    """The buyer's own tickets; those given away are somebody else's."""
    own = settling.tickets_of(order) if order else []
    return [ticket for ticket in own if ticket.cancelled_at is None and not ticket.given]


def _ticket(ticket: Ticket, base: str) -> Facts:
    sold = face.read(ticket.face)
    lines = [{"name": line.name, "units": line.units} for line in ticket.lines]
    return {
        "url": f"{base}/t/{ticket.owner_token}",
        "kind": ticket.kind,
        "title": sold.title,
        "starts_at": ticket.starts_at,
        "all_day": bool(sold.session and sold.session.all_day),
        "doors_at": sold.session.doors if sold.session else None,
        "valid_until": ticket.window_until,
        "venue": sold.venue,
        "units": sum(line["units"] for line in lines),
        "lines": lines,
        "six_digit": ticket.six_digit,
        "qr_cid": f"cid:{ticket.number}.qr",
    }


def _gift(letter: Letter) -> Facts:
    gift: Gift = Gift.get_by_id(letter.values["gift"])
    ticket = gift.ticket
    sold = face.read(ticket.face)
    about = {
        "title": sold.title,
        "starts_at": ticket.starts_at,
        "all_day": bool(sold.session and sold.session.all_day),
        "kind": ticket.kind,
        "venue": sold.venue,
        "valid_until": ticket.window_until,
        "units": sum(gift.lines.values()),
        "giver": ticket.holder,
        "url": f"{letter.places.tickets}/g/{gift.token}",
    }
    return {"gift": about}


def _coupon(letter: Letter) -> Facts:
    ticket: Ticket = Ticket.get_by_id(letter.values["ticket"])
    sold, opens = face.read(ticket.face), ticket.window_from
    told = "tokushoho" in letter.places.catalogue.shop.legal
    about = {
        "title": sold.title,
        "summary": sold.summary,
        "benefit": sold.benefit,
        "valid_from": opens if opens and opens > ticket.issued_at else None,
        "valid_until": ticket.window_until,
        "share": "no" if ticket.shared_by else sold.share,
        "giver": ticket.shared_by.holder if ticket.shared_by else None,
        "url": f"{letter.places.tickets}/t/{ticket.owner_token}",
        "seller_url": letter.places.page("/legal/tokushoho/", ticket.locale) if told else None,
    }
    return {"coupon": about}


def _found(letter: Letter) -> Facts:
    mine = finding.of(letter.values["email"], clock.now())
    return {"tickets": [_ticket(ticket, letter.places.tickets) for ticket in mine]}


def _again(letter: Letter) -> Facts:
    """Where the things of a lapsed order can be bought once more."""
    lines = [face.read(line.face) for line in letter.order.lines]
    on_sale = {sold.path: sold.title for sold in lines}
    language = letter.order.locale
    return {"again": [{"title": title, "url": letter.places.page(path, language)} for path, title in on_sale.items()]}


def _cancelled(letter: Letter) -> Facts:
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
    told = _order(letter.order, letter.places)
    if ticket.contact:
        money = {"refund": 0, "fee": 0, "method": "buyer" if said["method"] != "none" else "none"}
        return {"cancelled": said | money, "order": told | {"name": ticket.holder}}
    return {"cancelled": said | {"url": told["url"]}}


def _returned(letter: Letter) -> Facts:
    return {"returned": letter.values}


def _bank(letter: Letter) -> Facts:
    until = datetime.fromisoformat(letter.values["until"]) if letter.values.get("until") else None
    return {"refund": {"amount": letter.values["amount"], "until": until}}


def _waiting(letter: Letter) -> Facts:
    row: Waiting = Waiting.get_by_id(letter.values["waiting"])
    item = letter.places.catalogue.item(row.item)
    session, ticket = (item.session(row.session), item.ticket(row.ticket)) if item else (None, None)
    link = letter.places.page(item.path if item else "/", row.locale)
    about = {
        "title": item.title if item else {},
        "kind": item.kind if item else "event",
        "starts_at": session.starts if session else None,
        "all_day": bool(session and session.all_day),
        "ticket": ticket.name if ticket else {},
        "quantity": row.quantity,
        "until": row.offer_until,
        "url": f"{link}#offer={row.token}",
        "leave_url": f"{link}#leave={row.token}",
    }
    return {"waiting": about}


def _notice_order(letter: Letter) -> Facts:
    return {"notice": _about(letter.order, letter.places)}


def _notice_cancel(letter: Letter) -> Facts:
    ticket: Ticket = Ticket.get_by_id(letter.values["ticket"])
    what = {"title": face.read(ticket.face).title, "units": sum(line.units for line in ticket.lines)}
    return {"notice": _about(letter.order, letter.places) | what | letter.values}


def _notice_digest(letter: Letter) -> Facts:
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


def _notice_problem(letter: Letter) -> Facts:
    said: Facts = {"title": None, "amount": None, "detail": "", "starts_at": None} | letter.values
    number = letter.found.number if letter.found else None
    url = _owner(letter.places, f"#order/{number}" if number else "")
    if said["starts_at"]:
        said["starts_at"] = datetime.fromisoformat(said["starts_at"])
    return {"notice": said | {"order": number, "url": url}}


def _about(order: Order, places: Places) -> Facts:
    told = _order(order, places)
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


_CONTENTS: dict[str, Callable[[Letter], Facts]] = {
    "tickets": _tickets,
    "gift": _gift,
    "coupon": _coupon,
    "find": _found,
    "order-lapsed": _again,
    "cancelled": _cancelled,
    "called-off": _cancelled,
    "called-off-withdrawn": _cancelled,
    "payment-returned": _returned,
    "refund-bank": _bank,
    "waiting-joined": _waiting,
    "waiting-offer": _waiting,
    "waiting-over": _waiting,
    "notice-order": _notice_order,
    "notice-cancel": _notice_cancel,
    "notice-digest": _notice_digest,
    "notice-problem": _notice_problem,
}
