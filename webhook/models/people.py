"""Who works here: accounts, shifts and signed-in browsers."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

from webhook.models.base import MomentField, Table


class Staff(Table):
    """Somebody with rights. role: staff (stamps), lead (also undoes later), owner (everything).

    ``misses`` counts wrong PINs in a row. A PIN that a lead gives (``pin_once``) lives one shift: from its first use to
    ``pin_until``. ``venue`` is the only place whose tickets they may stamp, empty for all.
    ``notify_*``: the notices that the address hears of.
    """

    number = CharField(unique=True)
    name = CharField()
    email = CharField(unique=True, null=True)
    role = CharField()
    pin_hash = CharField(default="")
    pin_once = BooleanField(default=False)
    pin_until = MomentField(null=True)
    venue = CharField(default="")
    notify_new = BooleanField(default=True)
    notify_cancel = BooleanField(default=True)
    misses = IntegerField(default=0)
    paused_until = MomentField(null=True)
    created_at = MomentField()
    stopped_at = MomentField(null=True)


class Shift(Table):
    """A time at the door; its code lets staff join. Item, session and venue narrow what they may stamp."""

    code = CharField(unique=True)
    item = CharField(default="")
    session = CharField(default="")
    venue = CharField(default="")
    starts_at = MomentField()
    ends_at = MomentField(null=True)


class SignIn(Table):
    """A signed-in browser (at the door: a device), by the hash of its cookie.

    ``misses`` counts wrong six-digit tries in a row. What the device says of itself now and then: ``seen_at``, how many
    stamps it has ``unsent``, and by how many seconds its clock is ahead (``offset``).
    """

    token_hash = CharField(unique=True)
    staff = ForeignKeyField(Staff, backref="sign_ins")
    shift = ForeignKeyField(Shift, null=True)
    created_at = MomentField()
    expires_at = MomentField(null=True)
    misses = IntegerField(default=0)
    paused_until = MomentField(null=True)
    stopped_at = MomentField(null=True)
    seen_at = MomentField(null=True)
    unsent = IntegerField(default=0)
    offset = IntegerField(default=0)
    staff_id: int
    shift_id: int | None


class SignInLink(Table):
    """A link that signs somebody in, once unless ``reusable`` (development)."""

    token_hash = CharField(unique=True)
    staff = ForeignKeyField(Staff)
    expires_at = MomentField(null=True)
    reusable = BooleanField(default=False)
    used_at = MomentField(null=True)
