"""整理番号: the order in which those with a ticket are called in."""
from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column('ticket_line', 'entry_from', IntegerField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('ticket_line', 'entry_from'))
