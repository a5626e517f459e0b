"""What the shop has to hear of: a row each, gathered into one mail in a rush."""
from peewee import *


def up(migrator, db):
    class Notice(Model):
        key = CharField(unique=True)
        kind = CharField()
        facts = JSONField()
        at = DateTimeField()
        due_at = DateTimeField(index=True, null=True)
        told_at = DateTimeField(index=True, null=True)
        class Meta:
            database = db
            table_name = 'notice'

    db.create_tables([Notice])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('notice'))
