"""Who wants no more mail of offers."""
from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column('customer', 'unsubscribed_at', DateTimeField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('customer', 'unsubscribed_at'))
