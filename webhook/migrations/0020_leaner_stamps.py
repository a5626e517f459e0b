"""Two indexes of stamps that no question asks for: each stamp at the door paid for them."""
from peewee import *


def up(migrator, db):
    migrator.migrate(
        migrator.drop_index('stamp', 'stamp_sign_in_id'),
        migrator.drop_index('stamp', 'stamp_undone_by_id'),
    )


def down(migrator, db):
    migrator.migrate(
        migrator.add_index('stamp', ('sign_in_id',)),
        migrator.add_index('stamp', ('undone_by_id',)),
    )
