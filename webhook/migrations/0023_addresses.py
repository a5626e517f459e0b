"""Corrections of an order's mail address, with both addresses until the person is forgotten."""
from peewee import *


def up(migrator, db):
    class Order(Model):
        class Meta:
            database = db
            table_name = 'orders'

    class AddressChange(Model):
        order = ForeignKeyField(Order)
        nonce = CharField(null=True)
        old = CharField()
        new = CharField()
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'address_change'

    db.create_tables([AddressChange])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('address_change'))
