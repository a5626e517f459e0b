"""SQLite counts a stamp by its rows' numbers at once, where it first built a row of them: each stamp at the door pays half as much."""
from peewee import *

COUNTED = """FROM stamp s JOIN ticket_line l ON l.id = NEW.line_id JOIN ticket t ON t.id = l.ticket_id
            WHERE s.id = NEW.stamp_id AND s.undone_at IS NULL"""


def up(migrator, db):
    if isinstance(db, PostgresqlDatabase):
        return
    db.execute_sql('DROP TRIGGER IF EXISTS tally_stamp_line_insert')
    db.execute_sql(f"""CREATE TRIGGER tally_stamp_line_insert AFTER INSERT ON stamp_line BEGIN
        INSERT INTO tally SELECT t.item, t.session, l.type, COALESCE(t.window_until, '9999-12-31 00:00:00'),
            CASE WHEN t.cancelled_at IS NULL THEN 1 ELSE 0 END, 0, NEW.units, l.id {COUNTED}
            ON CONFLICT (item, session, type, ends, lives) DO UPDATE SET used = used + excluded.used;
        INSERT INTO arrival SELECT t.item, t.session, CAST(strftime('%s', s.at) AS INTEGER) / 900, NEW.units {COUNTED}
            AND t.session <> '' ON CONFLICT (item, session, slot) DO UPDATE SET used = used + excluded.used;
        END""")


def down(migrator, db):
    """What the trigger counts is the same as before."""
