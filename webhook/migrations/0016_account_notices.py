"""Which notices an account's address hears of: new orders, cancellations."""
from peewee import *


def up(migrator, db):
    migrator.migrate(
        migrator.add_column('staff', 'notify_new', BooleanField(default=True)),
        migrator.add_column('staff', 'notify_cancel', BooleanField(default=True)),
    )


def down(migrator, db):
    migrator.migrate(*[migrator.drop_column('staff', name) for name in ('notify_cancel', 'notify_new')])
