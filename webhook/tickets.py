"""Tickets: issuing them for an order, finding them by their codes, and telling what they are worth now."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from peewee import fn

from webhook import codes, face, validity
from webhook.catalogue import Shop
from webhook.database import locked
from webhook.door import tags
from webhook.models import OldCode, Order, OrderLine, Stock, Ticket, TicketLine
from webhook.validity import Window


def issue(order: Order, shop: Shop, now: datetime) -> list[Ticket]:
    """The tickets of a paid order, one per item and session, within the caller's transaction."""
    groups: dict[tuple[str, str], list[OrderLine]] = defaultdict(list)
    for line in order.lines.order_by(OrderLine.id):
        groups[line.item, line.session].append(line)
    return [_issue(order, lines, shop, now) for lines in groups.values()]


def window(sold: face.Face, issued: datetime, shop: Shop) -> Window:
    """When a ticket with that face, issued then, may be used."""
    zone = ZoneInfo(shop.time_zone)
    if sold.session:
        return validity.visit(sold.session, zone, shop.day_ends)
    return validity.period(sold.valid, issued, zone)


def window_of(ticket: Ticket) -> Window:
    """When this ticket may be used, as it was fixed at its issue."""
    return Window(starts=ticket.window_from, ends=ticket.window_until)


def hidden_until(ticket: Ticket, now: datetime) -> datetime | None:
    """When the ticket's QR and ID are shown to its holder, while they are not yet (S3-22); the door knows them."""
    if not ticket.starts_at or not ticket.face.get("qr_opens"):
        return None
    ahead = face.read(ticket.face).qr_opens
    opens: datetime | None = ticket.starts_at - ahead if ahead else None
    return opens if opens and now < opens else None


def by_owner(token: str) -> Ticket | None:
    """The ticket behind an owner link."""
    return Ticket.get_or_none(Ticket.owner_token == token)


def by_door(code: str) -> Ticket | None:
    """The ticket behind the code of a QR."""
    return Ticket.get_or_none(Ticket.door_code == code.upper())


def by_old_code(code: str) -> Ticket | None:
    """The ticket whose QR once said that."""
    old = OldCode.get_or_none(OldCode.code == code.upper()) if code else None
    return old.ticket if old else None


def renew(ticket: Ticket, now: datetime) -> None:
    """Another QR and ID for a ticket, within the caller's transaction; the door knows the old one for what it was."""
    OldCode.create(code=ticket.door_code, ticket=ticket, at=now)
    ticket.door_code, ticket.six_digit = tags.door_code(ticket.item, ticket.session), free_six_digits(now)
    ticket.save()


def opened(ticket: Ticket, now: datetime) -> None:
    """Note when its holder's page was first looked at; it starts no clock (spec A07)."""
    Ticket.update(opened_at=now).where(Ticket.id == ticket.id, Ticket.opened_at.is_null()).execute()


def likeliest(found: list[Ticket], now: datetime) -> Ticket | None:
    """Of tickets with one six-digit ID: the one whose day it is, else whose day comes next, else the last one."""
    order = {"open": 0, "early": 1, "over": 2}
    return min(found, key=lambda ticket: (order[window_of(ticket).at(now)], -ticket.id), default=None)


def free_six_digits(now: datetime) -> str:
    """Six digits that no ticket has whose day is not over: staff type them, so they must not be ambiguous."""
    alive = (Ticket.window_until.is_null()) | (Ticket.window_until > now)
    while True:
        digits = codes.six_digits()
        if not Ticket.select().where(Ticket.six_digit == digits, alive).exists():
            return digits


def _issue(order: Order, lines: list[OrderLine], shop: Shop, now: datetime) -> Ticket:
    sold = face.read(lines[0].face)
    valid = window(sold, now, shop)
    ticket = Ticket.create(
        number=codes.spoken("T"),
        owner_token=codes.secret(),
        door_code=tags.door_code(lines[0].item, lines[0].session),
        six_digit=free_six_digits(now),
        order=order,
        customer=order.customer,
        kind=sold.kind,
        item=lines[0].item,
        session=lines[0].session,
        face=lines[0].face,
        holder=order.name,
        locale=order.locale,
        channel=order.channel,
        starts_at=sold.session.starts if sold.session else None,
        window_from=valid.starts,
        window_until=valid.ends,
        issued_at=now,
    )
    entry = _next_entry(ticket) if sold.entry_numbers else None
    for line in lines:
        bought = {"type": line.ticket, "name": line.name, "units": line.units, "price": line.price, "paid": line.amount}
        TicketLine.create(ticket=ticket, entry_from=entry, **bought)
        entry = entry + line.units if entry is not None else None
    return ticket


def _next_entry(ticket: Ticket) -> int:
    """The first entry number of the session that nobody had yet; its stock stays locked until the transaction ends."""
    here = {"item": ticket.item, "session": ticket.session}
    Stock.insert(**here).on_conflict_ignore().execute()
    locked(Stock.select().where(Stock.item == ticket.item, Stock.session == ticket.session, Stock.ticket == "")).get()
    last = TicketLine.select(fn.MAX(TicketLine.entry_from + TicketLine.units)).join(Ticket)
    return int(last.where(Ticket.item == ticket.item, Ticket.session == ticket.session).scalar() or 1)
