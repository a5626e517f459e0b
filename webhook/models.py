"""The tables. Writes happen in the modules named by the verbs: checkout, orders, stamps, outbox and so on.

Times are stored as UTC; money in the smallest unit; an absent session or ticket type is the empty text, so that unique
keys hold on every database. Bare annotations name what peewee adds: rows that point here, and ids behind foreign keys.
"""

from datetime import UTC, datetime
from typing import Any

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

from webhook.database import database


class MomentField(DateTimeField):
    """An aware datetime, stored without a zone as UTC so that every row sorts alike."""

    def db_value(self, value: Any) -> Any:
        """The naive UTC datetime to store."""
        return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> Any:
        """The aware datetime that was stored."""
        stored: Any = super().python_value(value)  # type: ignore[no-untyped-call]
        return stored.replace(tzinfo=UTC) if isinstance(stored, datetime) else stored


class Table(Model):
    """What all tables share."""

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False


class Customer(Table):
    """A person by mail address (lower case). ``number`` is the public ID ``U-…``."""

    number = CharField(unique=True)
    email = CharField(unique=True)
    name = CharField()
    phone = CharField(default="")
    locale = CharField()
    marketing_at = MomentField(null=True)
    created_at = MomentField()


class Order(Table):
    """A checkout. ``secret`` is in its address, ``number`` is for people; ``nonce`` makes a repeated request one order.

    status: open, awaiting_payment, paid, part_refunded, refunded, expired, failed, cancelled.
    """

    secret = CharField(unique=True)
    number = CharField(unique=True)
    nonce = CharField(unique=True, null=True)
    customer = ForeignKeyField(Customer, backref="orders")
    status = CharField(index=True)
    locale = CharField()
    channel = CharField()
    total = IntegerField()
    currency = CharField()
    created_at = MomentField()
    hold_until = MomentField(null=True, index=True)
    paid_at = MomentField(null=True)
    lines: Any
    payments: Any
    tickets: Any

    class Meta:
        table_name = "orders"


class OrderLine(Table):
    """``quantity`` of one thing; ``units`` is what they are worth on the ticket (a ten-use pass bought twice: 20).

    ``face`` is what was sold, frozen (see ``face.py``); ``name`` is the ticket type's.
    """

    order = ForeignKeyField(Order, backref="lines")
    item = CharField()
    session = CharField(default="")
    ticket = CharField(default="")
    face: Any = JSONField()
    name: Any = JSONField()
    quantity = IntegerField()
    units = IntegerField()
    price = IntegerField()


class Payment(Table):
    """One attempt at Stripe; ``params`` are frozen before the first call, so that a repeated call is a replay."""

    order = ForeignKeyField(Order, backref="payments")
    key = CharField(unique=True)
    params: Any = JSONField()
    amount = IntegerField()
    session_id = CharField(unique=True, null=True)
    url = TextField(null=True)
    intent = CharField(null=True)
    created_at = MomentField()
    order_id: int


class Stock(Table):
    """Units taken of one session, ticket type or item: ``held`` while somebody pays, ``sold`` afterwards."""

    item = CharField()
    session = CharField(default="")
    ticket = CharField(default="")
    held = IntegerField(default=0)
    sold = IntegerField(default=0)

    class Meta:
        indexes = ((("item", "session", "ticket"), True),)


class StripeEvent(Table):
    """The inbox: what Stripe told us, stored before it is answered and worked off afterwards."""

    event = CharField(unique=True)
    type = CharField()
    session_id = CharField(default="")
    body = TextField()
    received_at = MomentField()
    due_at = MomentField(index=True, null=True)
    attempts = IntegerField(default=0)
    error = TextField(default="")


class Ticket(Table):
    """What a holder shows. Name, venue, times and terms are frozen at the sale; ``window_*`` is when it may be used.

    ``owner_token`` opens the ticket's page, ``door_code`` is in the QR and ``six_digit`` is for staff to type.
    """

    number = CharField(unique=True)
    owner_token = CharField(unique=True)
    door_code = CharField(unique=True)
    six_digit = CharField(index=True)
    order = ForeignKeyField(Order, backref="tickets", null=True)
    customer = ForeignKeyField(Customer, backref="tickets")
    kind = CharField()
    item = CharField()
    session = CharField(default="")
    face: Any = JSONField()
    holder = CharField()
    locale = CharField()
    channel = CharField()
    starts_at = MomentField(null=True)
    window_from = MomentField(null=True)
    window_until = MomentField(null=True)
    issued_at = MomentField()
    cancelled_at = MomentField(null=True)
    order_id: int | None
    lines: Any
    stamps: Any

    class Meta:
        indexes = ((("order", "item", "session"), True), (("item", "session"), False))


class TicketLine(Table):
    """``units`` of one ticket type on a ticket; for passes, vouchers and coupons the type is empty."""

    ticket = ForeignKeyField(Ticket, backref="lines")
    type = CharField(default="")
    name: Any = JSONField()
    units = IntegerField()
    price = IntegerField()


class Staff(Table):
    """Somebody with rights. role: staff (stamps), lead (also undoes later), owner (everything).

    ``misses`` counts wrong PINs in a row.
    """

    number = CharField(unique=True)
    name = CharField()
    email = CharField(unique=True, null=True)
    role = CharField()
    pin_hash = CharField(default="")
    misses = IntegerField(default=0)
    paused_until = MomentField(null=True)
    created_at = MomentField()
    stopped_at = MomentField(null=True)


class Shift(Table):
    """A time at the door; its code lets staff join. Item and session narrow what they may stamp."""

    code = CharField(unique=True)
    item = CharField(default="")
    session = CharField(default="")
    starts_at = MomentField()
    ends_at = MomentField(null=True)


class SignIn(Table):
    """A signed-in browser, by the hash of its cookie. ``misses`` counts wrong six-digit tries in a row."""

    token_hash = CharField(unique=True)
    staff = ForeignKeyField(Staff, backref="sign_ins")
    shift = ForeignKeyField(Shift, null=True)
    created_at = MomentField()
    expires_at = MomentField(null=True)
    misses = IntegerField(default=0)
    paused_until = MomentField(null=True)


class SignInLink(Table):
    """A link that signs somebody in, once unless ``reusable`` (development)."""

    token_hash = CharField(unique=True)
    staff = ForeignKeyField(Staff)
    expires_at = MomentField(null=True)
    reusable = BooleanField(default=False)
    used_at = MomentField(null=True)


class Stamp(Table):
    """A use of ``units``; ``left`` is what remained after it. Undone marks it, nothing is ever deleted.

    The name of the staff is kept as it was. method: scan, six_digit, stamp, tap.
    """

    ticket = ForeignKeyField(Ticket, backref="stamps")
    units = IntegerField()
    left = IntegerField()
    lines: Any
    at = MomentField(index=True)
    method = CharField()
    staff = ForeignKeyField(Staff, null=True)
    staff_name = CharField(default="")
    sign_in = ForeignKeyField(SignIn, null=True)
    nonce = CharField(unique=True)
    undone_at = MomentField(null=True)
    undone_by = ForeignKeyField(Staff, null=True)
    ticket_id: int
    staff_id: int | None
    sign_in_id: int | None


class StampLine(Table):
    """The units of one ticket line in a stamp."""

    stamp = ForeignKeyField(Stamp, backref="lines")
    line = ForeignKeyField(TicketLine, backref="stamps")
    units = IntegerField()


class Mail(Table):
    """The outbox. ``key`` is unique, so that one event posts one mail; ``values`` fill the template."""

    key = CharField(unique=True)
    template = CharField()
    recipient = CharField()
    locale = CharField()
    values: Any = JSONField()
    created_at = MomentField()
    due_at = MomentField(null=True, index=True)
    attempts = IntegerField(default=0)
    sent_at = MomentField(null=True)
    error = TextField(default="")


TABLES: list[type[Table]] = [
    Customer,
    Order,
    OrderLine,
    Payment,
    Stock,
    StripeEvent,
    Ticket,
    TicketLine,
    Staff,
    Shift,
    SignIn,
    SignInLink,
    Stamp,
    StampLine,
    Mail,
]
