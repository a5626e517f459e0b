"""What the owner says allows a refund of something prepaid (資金決済法 20条5項)."""
from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column('refund', 'exception', CharField(default='')))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('refund', 'exception'))
