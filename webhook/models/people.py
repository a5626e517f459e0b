"""Who works here: accounts, shifts and signed-in browsers."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

from webhook.models.base import MomentField, Table


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
