"""「チケットを探す」: the tickets of an address, mailed to that address and told to nobody else (S4-45)."""

from datetime import datetime, timedelta

from webhook import codes
from webhook.mailing import outbox
from webhook.models import Customer, Mail, Ticket, TicketLine

BETWEEN = timedelta(minutes=5)
"""Between two such mails to one address, whoever asks."""


def mail_tickets(email: str, locale: str, now: datetime) -> None:
    """Post the mail if the address has tickets; the caller tells nobody whether it has."""
    if not of(email, now) or _mailed_just_now(email, now):
        return
    slot = int(now.timestamp() // BETWEEN.total_seconds())  # of two at the same moment one is posted
    outbox.post(f"find:{slot}:{codes.digest(email)[:16]}", "find", email, locale, {"email": email}, now)


def of(email: str, now: datetime) -> list[Ticket]:
    """Tickets of an address that can still be of use: its own but for those given away, and those it was given."""
    alive = Ticket.cancelled_at.is_null(), (Ticket.window_until.is_null()) | (Ticket.window_until > now)
    own = (Ticket.given == 0) & (Customer.email == email)
    has_units = Ticket.id.in_(TicketLine.select(TicketLine.ticket).where(TicketLine.units > 0))
    mine = Ticket.select().join(Customer).where(own | (Ticket.contact == email), has_units, *alive)
    return list(mine.order_by(Ticket.starts_at, Ticket.id))


def _mailed_just_now(email: str, now: datetime) -> bool:
    asked = Mail.select().where(Mail.template == "find", Mail.recipient == email, Mail.key.startswith("find:"))
    return bool(asked.where(Mail.created_at > now - BETWEEN).exists())
