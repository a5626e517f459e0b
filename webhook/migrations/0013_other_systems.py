"""Other systems: hooks and their deliveries, keys to read with, and allotments."""
from peewee import *


def up(migrator, db):
    class Hook(Model):
        number = CharField(unique=True)
        url = TextField()
        secret = CharField()
        old_secret = CharField(default='')
        old_until = DateTimeField(null=True)
        events = JSONField()
        note = CharField(default='')
        created_at = DateTimeField()
        stopped_at = DateTimeField(null=True)
        stopped_why = CharField(default='')
        class Meta:
            database = db
            table_name = 'hook'

    class HookEvent(Model):
        key = CharField(unique=True)
        type = CharField()
        subject = CharField(index=True)
        facts = JSONField()
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'hook_event'

    class Delivery(Model):
        hook = ForeignKeyField(Hook)
        event = ForeignKeyField(HookEvent)
        due_at = DateTimeField(index=True, null=True)
        attempts = IntegerField(default=0)
        status = IntegerField(default=0)
        error = TextField(default='')
        delivered_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'delivery'
            indexes = ((('hook', 'event'), True),)

    class ApiKey(Model):
        number = CharField(unique=True)
        name = CharField()
        key_hash = CharField(unique=True)
        scopes = JSONField()
        created_at = DateTimeField()
        last_used_at = DateTimeField(null=True)
        stopped_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'api_key'

    class Allotment(Model):
        item = CharField()
        session = CharField(default='')
        ticket = CharField(default='')
        units = IntegerField()
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'allotment'
            indexes = ((('item', 'session', 'ticket'), True),)

    db.create_tables([Hook, HookEvent, Delivery, ApiKey, Allotment])


def down(migrator, db):
    for table in ('allotment', 'api_key', 'delivery', 'hook_event', 'hook'):
        migrator.migrate(migrator.drop_table(table))
