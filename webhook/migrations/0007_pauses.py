"""The owner's switch: selling stops or goes on, channel by channel."""
from peewee import *


def up(migrator, db):
    class Pause(Model):
        item = CharField()
        channel = CharField()
        paused = BooleanField()
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'pause'
            indexes = ((('item', 'channel'), True),)
    db.create_tables([Pause])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('pause'))
