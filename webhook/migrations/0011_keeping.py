"""Moments the shop remembers of itself, and words that the owner keeps of customers."""
from peewee import *


def up(migrator, db):
    class Mark(Model):
        name = CharField(unique=True)
        at = DateTimeField()
        facts = JSONField()
        class Meta:
            database = db
            table_name = 'mark'

    db.create_tables([Mark])
    migrator.migrate(migrator.add_column('customer', 'tags', TextField(default='')))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('customer', 'tags'))
    migrator.migrate(migrator.drop_table('mark'))
