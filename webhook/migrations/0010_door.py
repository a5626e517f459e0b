"""The door: stamps made without signal or from paper, what went wrong with them, notes for leads, and cash memos."""
from peewee import *


def up(migrator, db):
    class Ticket(Model):
        class Meta:
            database = db
            table_name = 'ticket'

    class Stamp(Model):
        class Meta:
            database = db
            table_name = 'stamp'

    class Staff(Model):
        class Meta:
            database = db
            table_name = 'staff'

    class SignIn(Model):
        class Meta:
            database = db
            table_name = 'sign_in'

    migrator.migrate(
        migrator.add_column('stamp', 'offline', BooleanField(default=False)),
        migrator.add_column('stamp', 'late', BooleanField(default=False)),
        migrator.add_column('stamp', 'synced_at', DateTimeField(null=True)),
        migrator.add_column('stamp', 'counter', IntegerField(null=True)),
        migrator.add_column('stamp', 'undo_reason', CharField(default='')),
    )

    class Conflict(Model):
        nonce = CharField(unique=True)
        ticket = ForeignKeyField(Ticket)
        over = IntegerField()
        first = ForeignKeyField(Stamp, null=True)
        at = DateTimeField()
        staff = ForeignKeyField(Staff, null=True)
        staff_name = CharField(default='')
        sign_in = ForeignKeyField(SignIn, null=True)
        made_at = DateTimeField()
        seen_at = DateTimeField(null=True)
        seen_by = ForeignKeyField(Staff, null=True)
        class Meta:
            database = db
            table_name = 'conflict'

    class DoorNote(Model):
        key = CharField(unique=True)
        kind = CharField()
        at = DateTimeField(index=True)
        staff_name = CharField(default='')
        ticket = ForeignKeyField(Ticket, null=True)
        facts = JSONField()
        class Meta:
            database = db
            table_name = 'door_note'

    class Memo(Model):
        nonce = CharField(unique=True)
        ticket = ForeignKeyField(Ticket)
        amount = IntegerField()
        note = CharField(default='')
        staff = ForeignKeyField(Staff)
        staff_name = CharField()
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'memo'

    db.create_tables([Conflict, DoorNote, Memo])


def down(migrator, db):
    for table in ('memo', 'door_note', 'conflict'):
        migrator.migrate(migrator.drop_table(table))
    names = ('undo_reason', 'counter', 'synced_at', 'late', 'offline')
    migrator.migrate(*[migrator.drop_column('stamp', name) for name in names])
