"""Uses are found by their ticket, never by its line: each stamp at the door pays for one index less."""
from importlib import import_module

from peewee import *

tally = import_module('webhook.migrations.0014_tally')


def up(migrator, db):
    write_triggers(db, ' AND s.ticket_id = l.ticket_id')
    db.execute_sql('DROP INDEX stampline_line_id')


def down(migrator, db):
    db.execute_sql('CREATE INDEX stampline_line_id ON stamp_line (line_id)')
    write_triggers(db, '')


def write_triggers(db, by_ticket):
    """Those of a changed ticket or line as they were, but that they look for its uses by the ticket."""
    postgres = isinstance(db, PostgresqlDatabase)

    class Form(tally.Postgres if postgres else tally.Sqlite):
        def stamped(self, sources):
            return super().stamped(sources) + by_ticket

    form = Form()
    for table in ('ticket', 'ticket_line'):
        if postgres:
            written = form.function(f'tally_{table}_update', form.everything(table))
            db.execute_sql(written.replace('CREATE', 'CREATE OR REPLACE', 1))
        else:
            changing = tally.COLUMNS[table][1:]
            differs = ' OR '.join(f'OLD.{column} IS NOT NEW.{column}' for column in changing)
            db.execute_sql(f'DROP TRIGGER IF EXISTS tally_{table}_update')
            db.execute_sql(form.trigger(table, f"UPDATE OF {', '.join(changing)}", form.everything(table), differs))
