"""The first tables."""
from peewee import *


def up(migrator, db):
    class Customer(Model):
        number = CharField(unique=True)
        email = CharField(unique=True)
        name = CharField()
        phone = CharField(default='')
        locale = CharField()
        marketing_at = DateTimeField(null=True)
        created_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'customer'
    db.create_tables([Customer])

    class Mail(Model):
        key = CharField(unique=True)
        template = CharField()
        recipient = CharField()
        locale = CharField()
        values = JSONField()
        created_at = DateTimeField()
        due_at = DateTimeField(index=True, null=True)
        attempts = IntegerField(default=0)
        sent_at = DateTimeField(null=True)
        error = TextField(default='')
        class Meta:
            database = db
            table_name = 'mail'
    db.create_tables([Mail])

    class Order(Model):
        secret = CharField(unique=True)
        number = CharField(unique=True)
        nonce = CharField(null=True)
        customer = ForeignKeyField(Customer)
        name = CharField()
        phone = CharField(default='')
        marketing = BooleanField(default=False)
        status = CharField(index=True)
        locale = CharField()
        channel = CharField()
        total = IntegerField()
        currency = CharField()
        created_at = DateTimeField()
        hold_until = DateTimeField(index=True, null=True)
        paid_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'orders'
            indexes = ((('customer', 'nonce'), True),)
    db.create_tables([Order])

    class OrderLine(Model):
        order = ForeignKeyField(Order)
        item = CharField()
        session = CharField(default='')
        ticket = CharField(default='')
        face = JSONField()
        name = JSONField()
        quantity = IntegerField()
        units = IntegerField()
        price = IntegerField()
        class Meta:
            database = db
            table_name = 'order_line'
    db.create_tables([OrderLine])

    class Payment(Model):
        order = ForeignKeyField(Order)
        key = CharField(unique=True)
        params = JSONField()
        amount = IntegerField()
        session_id = CharField(unique=True, null=True)
        url = TextField(null=True)
        intent = CharField(null=True)
        created_at = DateTimeField()
        class Meta:
            database = db
            table_name = 'payment'
    db.create_tables([Payment])

    class Shift(Model):
        code = CharField(unique=True)
        item = CharField(default='')
        session = CharField(default='')
        starts_at = DateTimeField()
        ends_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'shift'
    db.create_tables([Shift])

    class Staff(Model):
        number = CharField(unique=True)
        name = CharField()
        email = CharField(unique=True, null=True)
        role = CharField()
        pin_hash = CharField(default='')
        misses = IntegerField(default=0)
        paused_until = DateTimeField(null=True)
        created_at = DateTimeField()
        stopped_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'staff'
    db.create_tables([Staff])

    class SignIn(Model):
        token_hash = CharField(unique=True)
        staff = ForeignKeyField(Staff)
        shift = ForeignKeyField(Shift, null=True)
        created_at = DateTimeField()
        expires_at = DateTimeField(null=True)
        misses = IntegerField(default=0)
        paused_until = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'sign_in'
    db.create_tables([SignIn])

    class SignInLink(Model):
        token_hash = CharField(unique=True)
        staff = ForeignKeyField(Staff)
        expires_at = DateTimeField(null=True)
        reusable = BooleanField(default=False)
        used_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'sign_in_link'
    db.create_tables([SignInLink])

    class Ticket(Model):
        number = CharField(unique=True)
        owner_token = CharField(unique=True)
        door_code = CharField(unique=True)
        six_digit = CharField(index=True)
        order = ForeignKeyField(Order, null=True)
        customer = ForeignKeyField(Customer)
        kind = CharField()
        item = CharField()
        session = CharField(default='')
        face = JSONField()
        holder = CharField()
        locale = CharField()
        channel = CharField()
        starts_at = DateTimeField(null=True)
        window_from = DateTimeField(null=True)
        window_until = DateTimeField(null=True)
        issued_at = DateTimeField()
        cancelled_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'ticket'
            indexes = ((('order', 'item', 'session'), True), (('item', 'session'), False))
    db.create_tables([Ticket])

    class Stamp(Model):
        ticket = ForeignKeyField(Ticket)
        units = IntegerField()
        left = IntegerField()
        at = DateTimeField(index=True)
        method = CharField()
        staff = ForeignKeyField(Staff, null=True)
        staff_name = CharField(default='')
        sign_in = ForeignKeyField(SignIn, null=True)
        nonce = CharField(unique=True)
        undone_at = DateTimeField(null=True)
        undone_by = ForeignKeyField(Staff, null=True)
        class Meta:
            database = db
            table_name = 'stamp'
    db.create_tables([Stamp])

    class TicketLine(Model):
        ticket = ForeignKeyField(Ticket)
        type = CharField(default='')
        name = JSONField()
        units = IntegerField()
        price = IntegerField()
        class Meta:
            database = db
            table_name = 'ticket_line'
    db.create_tables([TicketLine])

    class StampLine(Model):
        stamp = ForeignKeyField(Stamp)
        line = ForeignKeyField(TicketLine)
        units = IntegerField()
        class Meta:
            database = db
            table_name = 'stamp_line'
    db.create_tables([StampLine])

    class Stock(Model):
        item = CharField()
        session = CharField(default='')
        ticket = CharField(default='')
        held = IntegerField(default=0)
        sold = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'stock'
            indexes = ((('item', 'session', 'ticket'), True),)
    db.create_tables([Stock])

    class StripeEvent(Model):
        event = CharField(unique=True)
        type = CharField()
        session_id = CharField(default='')
        body = TextField()
        received_at = DateTimeField()
        due_at = DateTimeField(index=True, null=True)
        attempts = IntegerField(default=0)
        error = TextField(default='')
        class Meta:
            database = db
            table_name = 'stripe_event'
    db.create_tables([StripeEvent])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('stripe_event'))
    migrator.migrate(migrator.drop_table('stock'))
    migrator.migrate(migrator.drop_table('stamp_line'))
    migrator.migrate(migrator.drop_table('ticket_line'))
    migrator.migrate(migrator.drop_table('stamp'))
    migrator.migrate(migrator.drop_table('ticket'))
    migrator.migrate(migrator.drop_table('sign_in_link'))
    migrator.migrate(migrator.drop_table('sign_in'))
    migrator.migrate(migrator.drop_table('staff'))
    migrator.migrate(migrator.drop_table('shift'))
    migrator.migrate(migrator.drop_table('payment'))
    migrator.migrate(migrator.drop_table('order_line'))
    migrator.migrate(migrator.drop_table('orders'))
    migrator.migrate(migrator.drop_table('mail'))
    migrator.migrate(migrator.drop_table('customer'))
