"""Tickets of every kind: gifts, shares of coupons, codes that were replaced, and PINs on the holder's phone."""
from peewee import *


def up(migrator, db):
    class Ticket(Model):
        class Meta:
            database = db
            table_name = 'ticket'

    migrator.migrate(
        migrator.add_column('ticket', 'given', IntegerField(default=0)),
        migrator.add_column('ticket', 'contact', CharField(default='')),
        migrator.add_column('ticket', 'shared_by_id', ForeignKeyField(Ticket, field=Ticket.id, null=True)),
        migrator.add_column('ticket', 'opened_at', DateTimeField(null=True)),
        migrator.add_column('ticket', 'pin_misses', IntegerField(default=0)),
        migrator.add_column('ticket', 'pin_paused_until', DateTimeField(null=True)),
        migrator.drop_index('ticket', 'ticket_order_id_item_session'),
        migrator.add_index('ticket', ('order_id', 'item', 'session', 'given'), True),
    )

    class Gift(Model):
        token = CharField(unique=True)
        ticket = ForeignKeyField(Ticket)
        lines = JSONField()
        email = CharField(default='')
        state = CharField()
        created_at = DateTimeField()
        settled_at = DateTimeField(null=True)
        made = ForeignKeyField(Ticket, null=True)
        class Meta:
            database = db
            table_name = 'gift'

    class OldCode(Model):
        code = CharField(unique=True)
        ticket = ForeignKeyField(Ticket)
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'old_code'

    class Share(Model):
        token = CharField(unique=True)
        ticket = ForeignKeyField(Ticket)
        email = CharField(default='')
        created_at = DateTimeField()
        made = ForeignKeyField(Ticket, null=True)
        completed_at = DateTimeField(null=True)
        referral = BooleanField(default=False)
        class Meta:
            database = db
            table_name = 'share'

    class Keyring(Model):
        name = CharField(unique=True)
        value = CharField()
        class Meta:
            database = db
            table_name = 'keyring'

    db.create_tables([Gift, OldCode, Share, Keyring])


def down(migrator, db):
    for table in ('keyring', 'share', 'old_code', 'gift'):
        migrator.migrate(migrator.drop_table(table))
    migrator.migrate(
        migrator.drop_index('ticket', 'ticket_order_id_item_session_given'),
        migrator.add_index('ticket', ('order_id', 'item', 'session'), True),
        *[migrator.drop_column('ticket', name)
          for name in ('pin_paused_until', 'pin_misses', 'opened_at', 'shared_by_id', 'contact', 'given')],
    )
