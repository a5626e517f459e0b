"""The ledger, and what it was told last of each row."""
from peewee import *


def up(migrator, db):
    class LedgerEntry(Model):
        number = IntegerField(unique=True)
        at = DateTimeField()
        kind = CharField()
        body = TextField()
        hash = CharField()
        class Meta:
            database = db
            table_name = 'ledger_entry'

    class Sealed(Model):
        kind = CharField()
        ref = IntegerField()
        one = IntegerField()
        two = IntegerField()
        three = IntegerField()
        class Meta:
            database = db
            table_name = 'sealed'
            indexes = ((('kind', 'ref'), True),)

    db.create_tables([LedgerEntry, Sealed])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('sealed'))
    migrator.migrate(migrator.drop_table('ledger_entry'))
