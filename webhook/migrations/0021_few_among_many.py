"""Two indexes of the few rows that rounds look for again and again: of a million orders and tickets they read every one."""
from peewee import *


def up(migrator, db):
    db.execute_sql('CREATE INDEX order_pay_by ON orders (pay_by) WHERE pay_by IS NOT NULL')
    db.execute_sql('CREATE INDEX ticket_given ON ticket (window_until) WHERE given <> 0')


def down(migrator, db):
    for name in ('order_pay_by', 'ticket_given'):
        db.execute_sql(f'DROP INDEX {name}')
