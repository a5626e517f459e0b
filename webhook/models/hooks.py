"""Other systems: those that are told (hooks), those that ask (keys), and one that says what is still to be had."""

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, JSONField, TextField

from webhook.models.base import MomentField, Table


class Hook(Table):
    """An address that is told what happens. ``events`` are types of events, none for all.

    While ``old_until`` runs, messages are signed with ``old_secret`` as well. ``stopped_why``: owner, gone (HTTP 410).
    """

    number = CharField(unique=True)
    url = TextField()
    secret = CharField()
    old_secret = CharField(default="")
    old_until = MomentField(null=True)
    events: Any = JSONField()
    note = CharField(default="")
    created_at = MomentField()
    stopped_at = MomentField(null=True)
    stopped_why = CharField(default="")
    deliveries: Any


class HookEvent(Table):
    """Something that happened, once by its ``key``. ``facts`` name nobody: people are looked up when it is sent.

    Events with one ``subject`` (a ticket, an order, a customer) arrive in their order.
    """

    key = CharField(unique=True)
    type = CharField()
    subject = CharField(index=True)
    facts: Any = JSONField()
    at = MomentField()


class Delivery(Table):
    """An event on its way to a hook. Without ``due_at`` it was delivered, or given up after days of trying."""

    hook = ForeignKeyField(Hook, backref="deliveries")
    event = ForeignKeyField(HookEvent, backref="deliveries")
    due_at = MomentField(null=True, index=True)
    attempts = IntegerField(default=0)
    status = IntegerField(default=0)
    error = TextField(default="")
    delivered_at = MomentField(null=True)
    hook_id: int
    event_id: int

    class Meta:
        indexes = ((("hook", "event"), True),)


class ApiKey(Table):
    """What a program reads with, by the hash of its key; ``scopes`` are what it may read."""

    number = CharField(unique=True)
    name = CharField()
    key_hash = CharField(unique=True)
    scopes: Any = JSONField()
    created_at = MomentField()
    last_used_at = MomentField(null=True)
    stopped_at = MomentField(null=True)


class Allotment(Table):
    """How many units of a date an outside system lets us have; it was said ``at`` that moment (S4-09)."""

    item = CharField()
    session = CharField(default="")
    ticket = CharField(default="")
    units = IntegerField()
    at = MomentField()

    class Meta:
        indexes = ((("item", "session", "ticket"), True),)
