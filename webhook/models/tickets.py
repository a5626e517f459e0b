"""What was sold: tickets, their lines, and their stamps."""

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, JSONField, TextField

from webhook.models.base import MomentField, Table
from webhook.models.dates import CallingOff
from webhook.models.orders import Customer, Order
from webhook.models.people import SignIn, Staff


class Ticket(Table):
    """What a holder shows. Name, venue, times and terms are frozen at the sale; ``window_*`` is when it may be used.

    ``owner_token`` opens the ticket's page, ``door_code`` is in the QR and ``six_digit`` is for staff to type.
    ``given`` is the number of the gift it came by, 0 for the buyer's own; ``contact`` the receiver's address.
    A coupon's ``shared_by`` is the one it was shared from. ``cancelled_by``: holder, shop, dispute, refund (made at
    Stripe's own pages). ``suspended_at``: a dispute is open. What the owner
    issued has a ``note`` for the shop's own eyes, and ``issue_key`` so that the same request twice issues once.
    ``opened_at``: when its holder's page was first looked at (確認日).
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
    cancelled_by = CharField(default="")
    cancel_reason = CharField(default="")
    cancel_detail = TextField(default="")
    suspended_at = MomentField(null=True)
    given = IntegerField(default=0)
    contact = CharField(default="")
    shared_by = ForeignKeyField("self", backref="shared", null=True)
    opened_at = MomentField(null=True)
    pin_misses = IntegerField(default=0)
    pin_paused_until = MomentField(null=True)
    calling_off = ForeignKeyField(CallingOff, backref="tickets", null=True)
    note = CharField(default="")
    issue_key = CharField(unique=True, null=True)
    order_id: int | None
    customer_id: int
    calling_off_id: int | None
    shared_by_id: int | None
    lines: Any
    stamps: Any
    gifts: Any
    shares: Any
    refunds: Any

    class Meta:
        indexes = ((("order", "item", "session", "given"), True), (("item", "session"), False))


Ticket.add_index(Ticket.window_until, name="ticket_given", where=Ticket.given != 0)


class TicketLine(Table):
    """``units`` of one ticket type on a ticket; for passes, vouchers and coupons the type is empty.

    ``paid`` is what they cost in all, discounts off. ``entry_from`` is the first of their entry numbers (整理番号).
    """

    ticket = ForeignKeyField(Ticket, backref="lines")
    type = CharField(default="")
    name: Any = JSONField()
    units = IntegerField()
    price = IntegerField()
    paid = IntegerField(default=0)
    entry_from = IntegerField(null=True)
    ticket_id: int


class Stamp(Table):
    """A use of ``units``; ``left`` is what remained after it. Undone marks it, nothing is ever deleted.

    The name of the staff is kept as it was. method: scan, six_digit, stamp, tap, code, paper. ``offline``: made without
    signal (or on paper) ``at`` that moment and handed in at ``synced_at``; ``late`` when its day was over by then.
    ``counter`` is the device's own, in the order of its stamps.
    """

    ticket = ForeignKeyField(Ticket, backref="stamps")
    units = IntegerField()
    left = IntegerField()
    lines: Any
    at = MomentField(index=True)
    method = CharField()
    staff = ForeignKeyField(Staff, null=True)
    staff_name = CharField(default="")
    sign_in = ForeignKeyField(SignIn, null=True, index=False)
    nonce = CharField(unique=True)
    undone_at = MomentField(null=True)
    undone_by = ForeignKeyField(Staff, null=True, index=False)
    undo_reason = CharField(default="")
    offline = BooleanField(default=False)
    late = BooleanField(default=False)
    synced_at = MomentField(null=True)
    counter = IntegerField(null=True)
    ticket_id: int
    staff_id: int | None
    sign_in_id: int | None
    undone_by_id: int | None


class StampLine(Table):
    """The units of one ticket line in a stamp of its ticket; they are found by the stamp, for a line has no index."""

    stamp = ForeignKeyField(Stamp, backref="lines")
    line = ForeignKeyField(TicketLine, backref="stamps", index=False)
    units = IntegerField()
    stamp_id: int
    line_id: int


class Gift(Table):
    """Units on their way to somebody else; they count for their giver until they are accepted.

    ``lines`` are units by ticket type. state: offered, accepted, withdrawn.
    """

    token = CharField(unique=True)
    ticket = ForeignKeyField(Ticket, backref="gifts")
    lines: Any = JSONField()
    email = CharField(default="")
    state = CharField()
    created_at = MomentField()
    settled_at = MomentField(null=True)
    made = ForeignKeyField(Ticket, null=True)
    ticket_id: int


class OldCode(Table):
    """A door code that a gift, a cancellation or a renewal has replaced: the door can say what became of it."""

    code = CharField(unique=True)
    ticket = ForeignKeyField(Ticket)
    at = MomentField()
    ticket_id: int


class Share(Table):
    """A coupon handed on: to an address, or by a link that somebody opens. Completed when ``made`` is there."""

    token = CharField(unique=True)
    ticket = ForeignKeyField(Ticket, backref="shares")
    email = CharField(default="")
    created_at = MomentField()
    made = ForeignKeyField(Ticket, null=True)
    completed_at = MomentField(null=True)
    referral = BooleanField(default=False)
    ticket_id: int


class Keyring(Table):
    """A secret of the shop's own, made when it is first needed."""

    name = CharField(unique=True)
    value = CharField()
