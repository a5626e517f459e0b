"""Shifts and devices that can be ended and stopped, PINs of one shift, and places that staff are tied to."""
from peewee import *


def up(migrator, db):
    migrator.migrate(
        migrator.add_column('staff', 'pin_once', BooleanField(default=False)),
        migrator.add_column('staff', 'pin_until', DateTimeField(null=True)),
        migrator.add_column('staff', 'venue', CharField(default='')),
        migrator.add_column('shift', 'venue', CharField(default='')),
        migrator.add_column('sign_in', 'stopped_at', DateTimeField(null=True)),
        migrator.add_column('sign_in', 'seen_at', DateTimeField(null=True)),
        migrator.add_column('sign_in', 'unsent', IntegerField(default=0)),
        migrator.add_column('sign_in', 'offset', IntegerField(default=0)),
    )


def down(migrator, db):
    for table, names in (
        ('sign_in', ('offset', 'unsent', 'seen_at', 'stopped_at')),
        ('shift', ('venue',)),
        ('staff', ('venue', 'pin_until', 'pin_once')),
    ):
        migrator.migrate(*[migrator.drop_column(table, name) for name in names])
