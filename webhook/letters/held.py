"""What mails say of tickets: the buyer's own, those given, coupons, and all that an address has."""

from zoneinfo import ZoneInfo

from webhook import clock, face, qr, validity
from webhook.catalogue import Session, Venue
from webhook.json_form import from_json
from webhook.letters.letter import Facts, Letter, Places
from webhook.mailing import unsubscribing
from webhook.models import Gift, Order, Ticket
from webhook.orders import settling
from webhook.people import finding
from webhook.tickets import hidden_until


def tickets(letter: Letter) -> Facts:
    """The tickets of an order, with their links."""
    return {"tickets": [ticket_facts(ticket, letter.places.tickets) for ticket in own_tickets(letter.order)]}


def pictures(order: Order, places: Places) -> dict[str, bytes]:
    """The QR of each ticket, by content id."""
    shown = [ticket for ticket in own_tickets(order) if not hidden_until(ticket, clock.now())]
    return {f"{each.number}.qr": qr.png(qr.door_link(places.tickets, each.door_code)) for each in shown}


def own_tickets(order: Order | None) -> list[Ticket]:
    """The buyer's own tickets; those given away are somebody else's."""
    own = settling.tickets_of(order) if order else []
    return [ticket for ticket in own if ticket.cancelled_at is None and not ticket.given]


def ticket_facts(ticket: Ticket, base: str) -> Facts:
    """A ticket with its link, its QR's content id and its number."""
    sold = face.read(ticket.face)
    opens = hidden_until(ticket, clock.now())
    lines = [{"name": line.name, "units": line.units, "entry": line.entry_from} for line in ticket.lines]
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
        "six_digit": None if opens else ticket.six_digit,
        "qr_cid": None if opens else f"cid:{ticket.number}.qr",
        "qr_opens": opens,
    }


def moved(letter: Letter) -> Facts:
    """A ticket whose date or venue was changed, as it is now and as it was."""
    ticket: Ticket = Ticket.get_by_id(letter.values["ticket"])
    was, now = letter.values["was"], ticket_facts(ticket, letter.places.tickets)
    session = from_json(Session, was["session"], "session")
    venue = from_json(Venue, was["venue"], "venue") if was["venue"] else None
    about = {
        "was_at": session.starts,
        "was_all_day": session.all_day,
        "was_venue": venue.name if venue else None,
        "free": bool(ticket.order and ticket.order.total) and not ticket.given,
        "name": ticket.holder,
        # The buyer hears of it then, and gets no link of the receiver's.
        "hidden": bool(ticket.given and not ticket.contact),
    }
    return {"moved": now | about}


def gift(letter: Letter) -> Facts:
    """Units on their way to somebody."""
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


def coupon(letter: Letter) -> Facts:
    """A coupon that was sent or shared, or a sample of one that will be."""
    sample = letter.values.get("sample")
    ticket: Ticket = _sample(sample, letter) if sample else Ticket.get_by_id(letter.values["ticket"])
    sold, opens = face.read(ticket.face), ticket.window_from
    told = "tokushoho" in letter.places.catalogue.shop.legal
    front = letter.places.page("/", ticket.locale)
    about = {
        "title": sold.title,
        "summary": sold.summary,
        "benefit": sold.benefit,
        "valid_from": opens if opens and opens > ticket.issued_at else None,
        "valid_until": ticket.window_until,
        "share": "no" if ticket.shared_by else sold.share,
        "giver": ticket.shared_by.holder if ticket.shared_by else None,
        "url": front if sample else f"{letter.places.tickets}/t/{ticket.owner_token}",
        "stop_url": front if sample else f"{letter.places.tickets}{unsubscribing.path(ticket.customer)}",
        "seller_url": letter.places.page("/legal/tokushoho/", ticket.locale) if told else None,
        "sample": bool(sample),
    }
    return {"coupon": about}


def _sample(item: str, letter: Letter) -> Ticket:
    """A coupon that nobody has: what the shop looks at before it sends one."""
    coupon, now, shop = letter.places.catalogue.item(item), clock.now(), letter.places.catalogue.shop
    if coupon is None:
        raise LookupError(f"no coupon {item}")
    window = validity.period(coupon.valid, now, ZoneInfo(shop.time_zone))
    about = {"face": face.of(coupon, None), "locale": letter.values["locale"], "issued_at": now}
    return Ticket(**about, window_from=window.starts, window_until=window.ends)


def found(letter: Letter) -> Facts:
    """All tickets of an address."""
    mine = finding.of(letter.values["email"], clock.now())
    return {"tickets": [ticket_facts(ticket, letter.places.tickets) for ticket in mine]}
