"""Money: discounts, ways to pay, refunds, disputes, cancelling, and waiting for a place."""
from peewee import *


def up(migrator, db):
    class CallingOff(Model):
        item = CharField()
        session = CharField(default='')
        reason = CharField()
        detail = TextField(default='')
        full = BooleanField(default=True)
        started_at = DateTimeField()
        refund_at = DateTimeField()
        cancelled_at = DateTimeField(null=True)
        stopped_at = DateTimeField(null=True)
        due_at = DateTimeField(index=True, null=True)
        class Meta:
            database = db
            table_name = 'calling_off'

    class Halt(Model):
        item = CharField()
        session = CharField(default='')
        state = CharField()
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'halt'
            indexes = ((('item', 'session'), True),)

    class Customer(Model):
        class Meta:
            database = db
            table_name = 'customer'

    class Order(Model):
        class Meta:
            database = db
            table_name = 'orders'

    class Payment(Model):
        class Meta:
            database = db
            table_name = 'payment'

    class Ticket(Model):
        class Meta:
            database = db
            table_name = 'ticket'

    db.create_tables([CallingOff, Halt])
    migrator.migrate(
        migrator.add_column('orders', 'discount', IntegerField(default=0)),
        migrator.add_column('orders', 'coupon', CharField(default='')),
        migrator.add_column('orders', 'pay_by', DateTimeField(null=True)),
        migrator.add_column('orders', 'reminded_at', DateTimeField(null=True)),
        migrator.add_column('orders', 'addressee', CharField(default='')),
        migrator.add_column('order_line', 'discount', IntegerField(default=0)),
        migrator.add_column('order_line', 'tax_rate', IntegerField(default=10)),
        migrator.add_column('payment', 'method', CharField(default='')),
        migrator.add_column('payment', 'instructions', TextField(default='')),
        migrator.add_column('payment', 'received', IntegerField(default=0)),
        migrator.add_column('payment', 'received_at', DateTimeField(null=True)),
        migrator.add_index('payment', ('intent',)),
        migrator.add_index('mail', ('template', 'created_at')),
        migrator.add_column('ticket', 'cancelled_by', CharField(default='')),
        migrator.add_column('ticket', 'cancel_reason', CharField(default='')),
        migrator.add_column('ticket', 'cancel_detail', TextField(default='')),
        migrator.add_column('ticket', 'suspended_at', DateTimeField(null=True)),
        migrator.add_column('ticket', 'calling_off_id', ForeignKeyField(CallingOff, field=CallingOff.id, null=True)),
        migrator.add_column('ticket_line', 'paid', IntegerField(default=0)),
        migrator.rename_column('stripe_event', 'session_id', 'subject'),
    )
    # What was sold before had no discounts: a line was paid in full.
    db.execute_sql("UPDATE payment SET received = amount, received_at = (SELECT paid_at FROM orders WHERE orders.id = order_id), method = 'card' WHERE order_id IN (SELECT id FROM orders WHERE paid_at IS NOT NULL)")
    db.execute_sql("UPDATE ticket_line SET paid = COALESCE((SELECT SUM(l.price * l.quantity) FROM order_line l JOIN ticket t ON t.id = ticket_line.ticket_id WHERE l.order_id = t.order_id AND l.item = t.item AND l.session = t.session AND l.ticket = ticket_line.type), 0)")

    class CouponUse(Model):
        coupon = CharField()
        customer = ForeignKeyField(Customer)
        order = ForeignKeyField(Order, unique=True)
        class Meta:
            database = db
            table_name = 'coupon_use'
            indexes = ((('coupon', 'customer'), False),)

    class Refund(Model):
        key = CharField(unique=True)
        order = ForeignKeyField(Order)
        payment = ForeignKeyField(Payment)
        ticket = ForeignKeyField(Ticket, null=True)
        calling_off = ForeignKeyField(CallingOff, null=True)
        amount = IntegerField()
        fee = IntegerField(default=0)
        why = CharField()
        state = CharField(index=True)
        stripe_id = CharField(unique=True, null=True)
        error = TextField(default='')
        created_at = DateTimeField()
        first_try_at = DateTimeField(null=True)
        due_at = DateTimeField(index=True, null=True)
        attempts = IntegerField(default=0)
        settled_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'refund'

    class Dispute(Model):
        stripe_id = CharField(unique=True)
        payment = ForeignKeyField(Payment)
        amount = IntegerField()
        state = CharField()
        opened_at = DateTimeField()
        closed_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'dispute'

    class Waiting(Model):
        token = CharField(unique=True)
        item = CharField()
        session = CharField(default='')
        ticket = CharField(default='')
        quantity = IntegerField()
        email = CharField()
        locale = CharField()
        state = CharField()
        created_at = DateTimeField()
        offer_until = DateTimeField(index=True, null=True)
        class Meta:
            database = db
            table_name = 'waiting'
            indexes = ((('item', 'session', 'ticket', 'state'), False),)

    db.create_tables([CouponUse, Refund, Dispute, Waiting])


def down(migrator, db):
    for table in ('waiting', 'dispute', 'refund', 'coupon_use'):
        migrator.migrate(migrator.drop_table(table))
    migrator.migrate(
        migrator.rename_column('stripe_event', 'subject', 'session_id'),
        migrator.drop_column('ticket_line', 'paid'),
        migrator.drop_column('ticket', 'calling_off_id'),
        migrator.drop_column('ticket', 'suspended_at'),
        migrator.drop_column('ticket', 'cancel_detail'),
        migrator.drop_column('ticket', 'cancel_reason'),
        migrator.drop_column('ticket', 'cancelled_by'),
        migrator.drop_index('mail', 'mail_template_created_at'),
        migrator.drop_index('payment', 'payment_intent'),
        migrator.drop_column('payment', 'received_at'),
        migrator.drop_column('payment', 'received'),
        migrator.drop_column('payment', 'instructions'),
        migrator.drop_column('payment', 'method'),
        migrator.drop_column('order_line', 'tax_rate'),
        migrator.drop_column('order_line', 'discount'),
        migrator.drop_column('orders', 'addressee'),
        migrator.drop_column('orders', 'reminded_at'),
        migrator.drop_column('orders', 'pay_by'),
        migrator.drop_column('orders', 'coupon'),
        migrator.drop_column('orders', 'discount'),
    )
    for table in ('halt', 'calling_off'):
        migrator.migrate(migrator.drop_table(table))
