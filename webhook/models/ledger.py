"""The ledger: facts in the order in which they were seen to be committed, each chained to the one before."""

from peewee import CharField, IntegerField, TextField

from webhook.models.base import MomentField, Table


class LedgerEntry(Table):
    """A ticket, stamp or payment as it was from then on. ``hash`` is over the entry before and ``body`` (JSON)."""

    number = IntegerField(unique=True)
    at = MomentField()
    kind = CharField()
    body = TextField()
    hash = CharField()


class Sealed(Table):
    """What the ledger, and the listeners outside, were told last of a row: what differs from it is news."""

    kind = CharField()
    ref = IntegerField()
    one = IntegerField()
    two = IntegerField()
    three = IntegerField()

    class Meta:
        indexes = ((("kind", "ref"), True),)


class Unsealed(Table):
    """A row that has changed and that the ledger has not looked at since; triggers of the database write these.

    The first (id 0, kind ``turn``) counts in ``ref`` how often somebody has taken some of the others. Of this shop's
    database alone: neither exported nor read in.
    """

    kind = CharField()
    ref = IntegerField()
