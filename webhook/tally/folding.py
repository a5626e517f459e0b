"""PostgreSQL's tally in few rows again: changes that were written one by one are added up.

Whoever reads sees either the changes or their sum, and whoever writes waits for neither. What was added up leaves dead
rows that each reading would step over, so they are cleared away at once: the server's own vacuum comes once a minute.
"""

from webhook.database import database, is_postgres, transaction

PERIOD = 1.0
"""Seconds between two looks."""
MANY = 200
"""Changes that are worth it."""
_LOCK = 0x74616C6C79

_COUNTERS = {
    "tally": ("item, session, type, ends, lives", "SUM(units), SUM(used), MAX(line)"),
    "arrival": ("item, session, slot", "SUM(used)"),
}
_KEPT_SHORT = [*_COUNTERS, "holders", "holding_news"]
_HOLDING = """
WITH told AS (DELETE FROM holding_news RETURNING item, customer_id, tickets),
news AS (SELECT item, customer_id, SUM(tickets) AS tickets FROM told GROUP BY item, customer_id),
sums AS (
    SELECT item, customer_id, COALESCE(h.tickets, 0) AS before, COALESCE(h.tickets, 0) + n.tickets AS after
    FROM news n LEFT JOIN holding h USING (item, customer_id)
),
gone AS (
    DELETE FROM holding h USING sums s WHERE h.item = s.item AND h.customer_id = s.customer_id AND s.after <= 0
),
kept AS (
    INSERT INTO holding SELECT item, customer_id, after FROM sums WHERE after > 0
    ON CONFLICT (item, customer_id) DO UPDATE SET tickets = EXCLUDED.tickets
)
INSERT INTO holders
SELECT item, SUM(CASE WHEN after > 0 THEN 1 ELSE 0 END - CASE WHEN before > 0 THEN 1 ELSE 0 END) FROM sums GROUP BY item
ON CONFLICT (item) DO UPDATE SET customers = holders.customers + EXCLUDED.customers"""


def fold() -> None:
    """Add up what has gathered, one process at a time; SQLite's counters are whole anyway."""
    if not is_postgres():
        return
    with transaction():
        if database.execute_sql("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,)).fetchone()[0]:
            for table in _COUNTERS:
                _add_up(table)
            if _changes("SELECT COUNT(*) FROM holding_news"):
                database.execute_sql(_HOLDING)
    _clear_away()


def _clear_away() -> None:
    """Dead rows, again and again while somebody's reading that began before keeps them there."""
    found = database.execute_sql(
        "SELECT relname FROM pg_stat_user_tables WHERE schemaname = current_schema() AND n_dead_tup >= %s"
        " AND relname = ANY(%s)",
        (MANY, _KEPT_SHORT),
    )
    tables = [name for (name,) in found.fetchall()]
    if tables:
        database.execute_sql(f"VACUUM (ANALYZE, SKIP_LOCKED) {', '.join(tables)}")


def _add_up(table: str) -> None:
    """Fold counters, if it is worth it; those of which there is one row stay as they are."""
    key, sums = _COUNTERS[table]
    if _changes(f"SELECT COUNT(*) - COUNT(DISTINCT ({key})) FROM {table}"):  # noqa: S608 - all parts are our own
        database.execute_sql(
            f"WITH told AS (DELETE FROM {table} WHERE ({key}) IN"  # noqa: S608
            f" (SELECT {key} FROM {table} GROUP BY {key} HAVING COUNT(*) > 1) RETURNING *)"
            f" INSERT INTO {table} SELECT {key}, {sums} FROM told GROUP BY {key}"
        )


def _changes(count: str) -> bool:
    return bool(database.execute_sql(count).fetchone()[0] >= MANY)
