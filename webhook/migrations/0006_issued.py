"""What the owner issues: a note for the shop, and a key that makes a repeated request one ticket."""
from peewee import *


def up(migrator, db):
    migrator.migrate(
        migrator.add_column('ticket', 'note', CharField(default='')),
        migrator.add_column('ticket', 'issue_key', CharField(null=True)),
        migrator.add_index('ticket', ('issue_key',), True),
    )


def down(migrator, db):
    migrator.migrate(
        migrator.drop_index('ticket', 'ticket_issue_key'),
        migrator.drop_column('ticket', 'issue_key'),
        migrator.drop_column('ticket', 'note'),
    )
