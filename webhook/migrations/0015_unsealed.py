"""The database notes itself which rows have changed, whoever changes them: what the ledger has to look at (``ledger/news.py``)."""
from peewee import *

NOTED = (
    # kind, table, the column that says which row, and what of it counts
    ('ticket', 'ticket_line', 'ticket_id', ('units', 'paid')),
    ('ticket', 'ticket', 'id', ('cancelled_at',)),
    ('customer', 'ticket', 'customer_id', ('customer_id',)),
    ('stamp', 'stamp', 'id', ('units', 'undone_at')),
    ('payment', 'payment', 'id', ('received', 'received_at')),
    ('payment', 'refund', 'payment_id', ('amount', 'state', 'payment_id')),
    ('payment', 'dispute', 'payment_id', ('amount', 'state', 'payment_id')),
    ('order', 'orders', 'id', ('status',)),
    ('customer', 'customer', 'id', ('marketing_at', 'email')),
)


def up(migrator, db):
    class Unsealed(Model):
        kind = CharField()
        ref = IntegerField()
        class Meta:
            database = db
            table_name = 'unsealed'

    db.create_tables([Unsealed])
    Unsealed.insert(id=0, kind='turn', ref=0).execute()
    Unsealed.insert(id=1, kind='everything', ref=0).execute()
    postgres = isinstance(db, PostgresqlDatabase)
    if postgres:
        db.execute_sql("SELECT setval(pg_get_serial_sequence('unsealed', 'id'), 1)")
    for kind, table, ref, columns in NOTED:
        make = _postgres if postgres else _sqlite
        for statement in make(f'noted_{kind}_of_{table}', kind, table, ref, columns):
            db.execute_sql(statement)


def down(migrator, db):
    postgres = isinstance(db, PostgresqlDatabase)
    for kind, table, _, _ in NOTED:
        for when in ('made', 'changed'):
            name = f'noted_{kind}_of_{table}_{when}'
            db.execute_sql(f'DROP FUNCTION {name} CASCADE' if postgres else f'DROP TRIGGER {name}')
    migrator.migrate(migrator.drop_table('unsealed'))


def _sqlite(name, kind, table, ref, columns):
    differs = ' OR '.join(f'OLD.{column} IS NOT NEW.{column}' for column in columns)
    note = f"BEGIN INSERT INTO unsealed (kind, ref) VALUES ('{kind}', NEW.{ref}); END"
    yield f'CREATE TRIGGER {name}_made AFTER INSERT ON {table} {note}'
    yield f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {', '.join(columns)} ON {table} WHEN {differs} {note}"


def _postgres(name, kind, table, ref, columns):
    """Rows that are made are noted by the statement, which a batch of stamps feels less than one call a row."""
    differs = ' OR '.join(f'OLD.{column} IS DISTINCT FROM NEW.{column}' for column in columns)
    into = 'INSERT INTO unsealed (kind, ref)'
    made = f"{into} SELECT '{kind}', {ref} FROM made"
    changed = f"{into} VALUES ('{kind}', NEW.{ref})"
    yield _function(f'{name}_made', made)
    yield _function(f'{name}_changed', changed)
    yield (
        f'CREATE TRIGGER {name}_made AFTER INSERT ON {table} REFERENCING NEW TABLE AS made'
        f' FOR EACH STATEMENT EXECUTE FUNCTION {name}_made()'
    )
    yield (
        f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {', '.join(columns)} ON {table}"
        f' FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION {name}_changed()'
    )


def _function(name, does):
    return f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does}; RETURN NULL; END $$'
