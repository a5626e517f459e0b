"""Taking a person's name, mail and phone out of every row; what was sold, used and paid stays as it was."""

import json
import re
from typing import Any

from peewee import Model

from webhook.database import rows, transaction
from webhook.keeping import carrying
from webhook.mailing import outbox
from webhook.models import (
    AddressChange,
    CallingOff,
    Customer,
    DoorNote,
    Gift,
    Mail,
    Memo,
    Message,
    Order,
    Payment,
    Refund,
    Sending,
    Share,
    Stamp,
    StripeEvent,
    Ticket,
    Waiting,
)

GONE = "forgotten:"
"""In place of an address: this and the customer's number, for addresses are unique. No mail can be sent to it."""
SHORTEST = 3
"""Shorter names are not looked for within texts: they would be found everywhere."""

_TYPED: tuple[tuple[type[Model], str], ...] = (
    (CallingOff, "detail"),
    (Ticket, "cancel_detail"),
    (Stamp, "undo_reason"),
    (Memo, "note"),
    (DoorNote, "facts"),
    (Refund, "error"),
    (StripeEvent, "error"),
    (StripeEvent, "body"),
    (Mail, "error"),
    (Mail, "values"),
    (Message, "subject"),
    (Message, "text"),
    (Sending, "whom"),
)
"""Texts that people or other systems wrote, in which a person may be named."""


def is_gone(customer: Customer) -> bool:
    """Whether that person was forgotten before."""
    return str(customer.email).startswith(GONE)


def erase(email: str) -> set[str]:
    """Forget the person of that address: as a buyer, as a companion, as one who waits. Again changes nothing.

    Returns the address, and every name and number they had here, for what lies outside the database.
    """
    with transaction():
        customer = Customer.get_or_none(Customer.email == email)
        told = [email, customer.name, customer.phone] if customer else [email]
        if customer:
            told += _bought(customer) + _corrected(customer)
            unname(customer)
        if email:  # those who bought at the door without an address share a row that has none
            told += _as_companion(email)
        texts = {text.strip() for text in told if len(text.strip()) >= SHORTEST}
        for text in texts:
            _strike(text)
    return texts


def unname(customer: Customer) -> None:
    """Leave of a customer's row nothing but that there was somebody."""
    nobody = {"email": f"{GONE}{customer.number}", "name": "", "phone": "", "tags": ""}
    Customer.update(**nobody, marketing_at=None, unsubscribed_at=None).where(Customer.id == customer.id).execute()


def _corrected(customer: Customer) -> list[str]:
    """Forget the addresses that their orders had; returns those that are nobody else's.

    What was mailed there about anything else is another person's.
    """
    changes = list(AddressChange.select().join(Order).where(Order.customer == customer))
    found = {address for each in changes for address in (each.old, each.new) if address}
    orders = {each.order_id: each.order for each in changes}.values()
    sent = list(Mail.select().where(Mail.recipient.in_(found))) if found else []
    theirs = [mail.id for mail in sent if any(outbox.concerns(mail, order) for order in orders)]
    unaddress(Mail.select(Mail.id).where(Mail.id.in_(theirs)))
    AddressChange.update(old="", new="").where(AddressChange.id.in_([each.id for each in changes])).execute()
    others = Customer.select(Customer.email).where(Customer.email.in_(found), Customer.id != customer.id)
    return list(found - {email for (email,) in rows(others)})


def _as_companion(email: str) -> list[str]:
    """Forget an address wherever else it stands; returns the names it had there."""
    names = [holder for (holder,) in rows(Ticket.select(Ticket.holder).where(Ticket.contact == email))]
    Ticket.update(holder="", contact="", note="").where(Ticket.contact == email).execute()
    Gift.update(email="").where(Gift.email == email).execute()
    Share.update(email="").where(Share.email == email).execute()
    Waiting.update(email="").where(Waiting.email == email).execute()
    AddressChange.update(old="").where(AddressChange.old == email).execute()
    AddressChange.update(new="").where(AddressChange.new == email).execute()
    unaddress(Mail.select(Mail.id).where(Mail.recipient == email))
    return names


def unaddress(mails: Any) -> None:
    """Mails of which only is kept that there was one; those that wait are not sent any more."""
    ids = [mail for (mail,) in rows(mails)]
    for start in range(0, len(ids), carrying.BATCH):
        some = Mail.id.in_(ids[start : start + carrying.BATCH])
        Mail.update(recipient="", values={}, error="", due_at=None).where(some).execute()


def _bought(customer: Customer) -> list[str]:
    """Empty what they bought with; returns the names that stood there."""
    orders = Order.select(Order.id).where(Order.customer == customer)
    own = (Ticket.customer == customer) & (Ticket.given == 0)
    names = [
        text
        for row in rows(Order.select(Order.name, Order.phone, Order.addressee).where(Order.customer == customer))
        for text in row
    ]
    names += [holder for (holder,) in rows(Ticket.select(Ticket.holder).where(own))]
    Order.update(name="", phone="", addressee="").where(Order.customer == customer).execute()
    Message.update(subject="", text="").where(Message.order.in_(orders)).execute()
    Payment.update(params={}, url=None, instructions="").where(Payment.order.in_(orders)).execute()
    Ticket.update(holder="", contact="", note="").where(own).execute()
    return names


def _strike(text: str) -> None:
    """Take a name, address or number out of texts that somebody wrote."""
    for table, column in _TYPED:
        fields = carrying.fields(table)
        field = fields[column]
        for identity, value in rows(table.select(fields["id"], field).where(_says(field, text))):
            table.update({field: _without(value, text)}).where(fields["id"] == identity).execute()


def _says(field: Any, text: str) -> Any:
    """Whether a text, or JSON with or without its characters escaped, has that in it."""
    stored = field.cast("text")
    return stored.contains(text) | stored.contains(json.dumps(text)[1:-1])


def _without(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(part, text) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, text) for part in value]
    return re.sub(rf"(?<![A-Za-z]){re.escape(text)}(?![A-Za-z])", "", value) if isinstance(value, str) else value
