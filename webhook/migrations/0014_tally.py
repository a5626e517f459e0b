"""Counters beside the rows, kept by the database in the same transaction, whoever writes (``webhook/tally``); PostgreSQL also says so."""
from peewee import *

# SQLite has one writer: its counters are added to at once. On PostgreSQL each change is a row of its own that is added
# up when it is read, and now and then folded: so no transaction waits for another one's counter.

NEVER = '9999-12-31 00:00:00'
COLUMNS = {
    'ticket': ('id', 'item', 'session', 'window_until', 'cancelled_at', 'customer_id'),
    'ticket_line': ('id', 'ticket_id', 'type', 'units'),
    'stamp': ('id', 'at', 'undone_at'),
    'stamp_line': ('stamp_id', 'line_id', 'units'),
}
CELL = ('item', 'session', 'type', 'ends', 'lives')
ARRIVAL = ('item', 'session', 'slot')
HOLDING = ('item', 'customer_id')
PLACES = f"t.item, t.session, l.type, COALESCE(t.window_until, '{NEVER}'), CASE WHEN t.cancelled_at IS NULL THEN 1 ELSE 0 END"


def up(migrator, db):
    form = Postgres() if isinstance(db, PostgresqlDatabase) else Sqlite()
    for statement in (*form.tables(), *form.filling(), *form.triggers()):
        db.execute_sql(statement)


def down(migrator, db):
    form = Postgres() if isinstance(db, PostgresqlDatabase) else Sqlite()
    for statement in form.dropping(db):
        db.execute_sql(statement)
    for table in ('tally', 'arrival', 'holding', 'holding_news', 'holders'):
        db.execute_sql(f'DROP TABLE {table}')


class Form:
    """What both databases have in common. ``source`` of a table: itself, or the rows that a trigger is told of."""

    moment, slot, unique, tail = '', '', True, ''

    def tables(self):
        """``line`` is the newest of a cell, ``slot`` a quarter of an hour since 1970, ``lives`` 0 for cancelled tickets."""
        yield f"""CREATE TABLE tally (item VARCHAR(255) NOT NULL, session VARCHAR(255) NOT NULL, type VARCHAR(255) NOT NULL,
            ends {self.moment} NOT NULL, lives INTEGER NOT NULL, units INTEGER NOT NULL, used INTEGER NOT NULL,
            line INTEGER NOT NULL{self.key(CELL)}){self.tail}"""
        yield f"""CREATE TABLE arrival (item VARCHAR(255) NOT NULL, session VARCHAR(255) NOT NULL, slot INTEGER NOT NULL,
            used INTEGER NOT NULL{self.key(ARRIVAL)}){self.tail}"""
        for table, key in (('holding', f', PRIMARY KEY ({", ".join(HOLDING)})'), ('holding_news', '')):
            yield f"""CREATE TABLE {table} (item VARCHAR(255) NOT NULL, customer_id INTEGER NOT NULL,
                tickets INTEGER NOT NULL{key}){self.tail if key else ''}"""
        yield 'CREATE TABLE holders (item VARCHAR(255) PRIMARY KEY, customers INTEGER NOT NULL)'

    def key(self, columns):
        return f', PRIMARY KEY ({", ".join(columns)})' if self.unique else ''

    def filling(self):
        """Count the rows that are there."""
        yield f"""INSERT INTO tally SELECT {PLACES}, SUM(l.units), SUM(COALESCE(u.units, 0)), MAX(l.id)
            FROM ticket t JOIN ticket_line l ON l.ticket_id = t.id LEFT JOIN (
                SELECT x.line_id, SUM(x.units) AS units FROM stamp_line x JOIN stamp s ON s.id = x.stamp_id
                WHERE s.undone_at IS NULL GROUP BY x.line_id
            ) u ON u.line_id = l.id GROUP BY 1, 2, 3, 4, 5"""
        yield self.arrivals(1, {}, grouped=True, merged=False)
        yield """INSERT INTO holding SELECT item, customer_id, COUNT(*) FROM ticket WHERE cancelled_at IS NULL
            GROUP BY item, customer_id"""
        yield 'INSERT INTO holders SELECT item, COUNT(*) FROM holding GROUP BY item'

    def units(self, sign, sources, grouped=False):
        ticket, line = (self.source(table, sources) for table in ('ticket', 'ticket_line'))
        count, last = (f'SUM({sign} * l.units)', 'MAX(l.id)') if grouped else (f'{sign} * l.units', 'l.id')
        return f"""INSERT INTO tally SELECT {PLACES}, {count}, 0, {last}
            FROM {line} l JOIN {ticket} t ON t.id = l.ticket_id WHERE 1 = 1{self.ending('tally', CELL, grouped)}"""

    def used(self, sign, sources, grouped=False):
        count, last = (f'SUM({sign} * x.units)', 'MAX(l.id)') if grouped else (f'{sign} * x.units', 'l.id')
        return f"""INSERT INTO tally SELECT {PLACES}, 0, {count}, {last}
            FROM {self.stamped(sources)}{self.ending('tally', CELL, grouped)}"""

    def arrivals(self, sign, sources, grouped=False, merged=True):
        count = f'SUM({sign} * x.units)' if grouped else f'{sign} * x.units'
        return f"""INSERT INTO arrival SELECT t.item, t.session, {self.slot}, {count}
            FROM {self.stamped(sources)} AND t.session <> ''{self.ending('arrival', ARRIVAL, grouped, merged)}"""

    def stamped(self, sources):
        ticket, line, stamp, share = (self.source(table, sources) for table in COLUMNS)
        return f"""{share} x JOIN {stamp} s ON s.id = x.stamp_id JOIN {line} l ON l.id = x.line_id
            JOIN {ticket} t ON t.id = l.ticket_id WHERE s.undone_at IS NULL"""

    def source(self, table, sources):
        found = sources.get(table, table)
        if found not in ('OLD', 'NEW'):
            return found
        return f"(SELECT {', '.join(f'{found}.{column} AS {column}' for column in COLUMNS[table])})"

    def everything(self, table):
        """What a changed row takes with it: from where it counted to where it counts now."""
        for sign, row in ((-1, 'OLD'), (1, 'NEW')):
            sources = {table: row}
            if table in ('ticket', 'ticket_line'):
                yield self.units(sign, sources)
            yield self.used(sign, sources)
            yield self.arrivals(sign, sources)
            if table == 'ticket':
                yield self.holding(sign, sources)


class Sqlite(Form):
    moment, tail = 'DATETIME', ' WITHOUT ROWID'
    slot = "CAST(strftime('%s', s.at) AS INTEGER) / 900"

    def ending(self, table, key, grouped, merged=True):
        group = f" GROUP BY {', '.join(str(n + 1) for n in range(len(key)))}" if grouped else ''
        adding = 'units = units + excluded.units, used = used + excluded.used, line = MAX(line, excluded.line)'
        adding = {'tally': adding, 'arrival': 'used = used + excluded.used'}.get(table, 'tickets = tickets + excluded.tickets')
        return group + (f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {adding}" if merged else '')

    def holding(self, sign, sources):
        return f"""INSERT INTO holding SELECT t.item, t.customer_id, {sign} FROM {self.source('ticket', sources)} t
            WHERE t.cancelled_at IS NULL{self.ending('holding', HOLDING, False)}"""

    def triggers(self):
        yield self.trigger('ticket', 'INSERT', [self.holding(1, {'ticket': 'NEW'})])
        yield self.trigger('ticket', 'DELETE', [self.holding(-1, {'ticket': 'OLD'})])
        yield self.trigger('ticket_line', 'INSERT', [self.units(1, {'ticket_line': 'NEW'})])
        yield self.trigger('ticket_line', 'DELETE', [self.units(-1, {'ticket_line': 'OLD'}), self.wiping('tally', 'ticket_line')])
        new, old = {'stamp_line': 'NEW'}, {'stamp_line': 'OLD'}
        yield self.trigger('stamp_line', 'INSERT', [self.used(1, new), self.arrivals(1, new)])
        wiped = self.wiping('arrival', 'stamp_line')
        yield self.trigger('stamp_line', 'DELETE', [self.used(-1, old), self.arrivals(-1, old), wiped])
        for table, columns in COLUMNS.items():
            changing = [column for column in columns if column != 'id']
            differs = ' OR '.join(f'OLD.{column} IS NOT NEW.{column}' for column in changing)
            event = f"UPDATE OF {', '.join(changing)}"
            yield self.trigger(table, event, self.everything(table), differs)
        one = 'INSERT INTO holders VALUES ({row}.item, {n}) ON CONFLICT (item) DO UPDATE SET customers = customers + {n}'
        yield self.trigger('holding', 'INSERT', [one.format(row='NEW', n=1)])
        yield self.trigger('holding', 'DELETE', [one.format(row='OLD', n=-1)])
        gone = 'DELETE FROM holding WHERE item = NEW.item AND customer_id = NEW.customer_id'
        yield self.trigger('holding', 'UPDATE OF tickets', [gone], 'NEW.tickets = 0')

    def wiping(self, counter, table):
        return f'DELETE FROM {counter} WHERE NOT EXISTS (SELECT 1 FROM {table})'

    def trigger(self, table, event, does, when=''):
        head = f"CREATE TRIGGER tally_{table}_{event.split()[0].lower()} AFTER {event} ON {table}"
        return f"{head}{f' WHEN {when}' if when else ''} BEGIN {'; '.join(does)}; END"

    def dropping(self, db):
        found = db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tally\\_%' ESCAPE '\\'")
        for (name,) in found.fetchall():
            yield f'DROP TRIGGER {name}'


class Postgres(Form):
    moment, unique = 'TIMESTAMP', False
    slot = 'FLOOR(EXTRACT(EPOCH FROM s.at) / 900)::integer'

    def ending(self, table, key, grouped, merged=True):
        return f" GROUP BY {', '.join(str(n + 1) for n in range(len(key)))}" if grouped else ''

    def holding(self, sign, sources):
        return f"""INSERT INTO holding_news SELECT t.item, t.customer_id, {sign} FROM {self.source('ticket', sources)} t
            WHERE t.cancelled_at IS NULL"""

    def triggers(self):
        for event, sign in (('INSERT', 1), ('DELETE', -1)):
            told = {table: 'told' for table in COLUMNS}
            only = {table: {table: 'told'} for table in told}
            yield from self.bulk('ticket', event, [self.holding(sign, only['ticket'])], ('holding', 'holding_news', 'holders'))
            yield from self.bulk('ticket_line', event, [self.units(sign, only['ticket_line'], grouped=True)], ('tally',))
            used = [each(sign, only['stamp_line'], grouped=True) for each in (self.used, self.arrivals)]
            yield from self.bulk('stamp_line', event, used, ('arrival',))
        for table, columns in COLUMNS.items():
            changing = [column for column in columns if column != 'id']
            differs = ' OR '.join(f'OLD.{column} IS DISTINCT FROM NEW.{column}' for column in changing)
            yield self.function(f'tally_{table}_update', self.everything(table))
            yield f"""CREATE TRIGGER tally_{table}_update AFTER UPDATE OF {', '.join(changing)} ON {table}
                FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION tally_{table}_update()"""
        yield from self.news()

    def bulk(self, table, event, does, counters):
        """Rows that are made or deleted are counted by the statement; when none is left, nothing is remembered."""
        name, rows = f'tally_{table}_{event.lower()}', 'NEW' if event == 'INSERT' else 'OLD'
        if event == 'DELETE':
            wiping = ' '.join(f'DELETE FROM {counter};' for counter in counters)
            does = [*does, f'IF NOT EXISTS (SELECT 1 FROM {table}) THEN {wiping} END IF']
        yield self.function(name, does)
        yield f"""CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} TABLE AS told
            FOR EACH STATEMENT EXECUTE FUNCTION {name}()"""

    def news(self):
        """Whoever listens hears ``usage``, and ``ticket`` with the numbers of those whose pages have changed."""
        for name, column in (('ticket', 'id'), ('part', 'ticket_id')):
            yield self.function(f'news_of_{name}', [f"""PERFORM pg_notify('mogiri', CASE WHEN COUNT(DISTINCT {column}) > 500
                THEN 'everything' ELSE 'ticket ' || string_agg(DISTINCT {column}::text, ' ') END) FROM told
                HAVING COUNT(*) > 0""", "PERFORM pg_notify('mogiri', 'usage')"])
        for table in ('ticket', 'ticket_line', 'stamp', 'gift'):
            name = 'ticket' if table == 'ticket' else 'part'
            for event in ('INSERT', 'UPDATE'):
                yield f"""CREATE TRIGGER news_of_{table}_{event.lower()} AFTER {event} ON {table}
                    REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION news_of_{name}()"""
        yield self.function('news_of_usage', ["PERFORM pg_notify('mogiri', 'usage')"])
        yield """CREATE TRIGGER news_of_allotment AFTER INSERT OR UPDATE OR DELETE ON allotment
            FOR EACH STATEMENT EXECUTE FUNCTION news_of_usage()"""

    def function(self, name, does):
        """Few rows are told of, so each is looked up by an index: a plan from when a table was small would read all of it."""
        plans = ' '.join(f'SET enable_{way} = off' for way in ('seqscan', 'hashjoin', 'mergejoin'))
        body = f"BEGIN {'; '.join(does)}; RETURN NULL; END"
        return f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {plans} AS $$ {body} $$'

    def dropping(self, db):
        found = db.execute_sql("""SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
            AND (proname LIKE 'tally\\_%%' OR proname LIKE 'news\\_of\\_%%')""")
        for (name,) in found.fetchall():
            yield f'DROP FUNCTION {name}() CASCADE'
