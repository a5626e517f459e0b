"""Messages to buyers, and coupons that are sent later."""
from peewee import *


def up(migrator, db):
    class Order(Model):
        class Meta:
            database = db
            table_name = 'orders'

    class Message(Model):
        order = ForeignKeyField(Order)
        nonce = CharField(unique=True)
        subject = CharField()
        text = TextField()
        staff_name = CharField(default='')
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'message'

    class Sending(Model):
        number = CharField(unique=True)
        nonce = CharField(unique=True)
        coupon = CharField()
        whom = JSONField()
        state = CharField()
        why = CharField(default='')
        send_at = DateTimeField()
        due_at = DateTimeField(index=True, null=True)
        sent = IntegerField(default=0)
        skipped = IntegerField(default=0)
        staff_name = CharField(default='')
        created_at = DateTimeField()
        ended_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'sending'

    db.create_tables([Message, Sending])


def down(migrator, db):
    for table in ('sending', 'message'):
        migrator.migrate(migrator.drop_table(table))
