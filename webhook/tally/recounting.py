"""Counting the tally anew from the rows, for one that was found to differ."""

from webhook.database import database, is_postgres, transaction
from webhook.tally.reading import NEVER

_QUARTER = {
    True: "FLOOR(EXTRACT(EPOCH FROM s.at) / 900)::integer",
    False: "CAST(strftime('%s', s.at) AS INTEGER) / 900",
}
_STATEMENTS = (
    *(f"DELETE FROM {table}" for table in ("tally", "arrival", "holding", "holding_news")),  # noqa: S608
    f"""INSERT INTO tally SELECT t.item, t.session, l.type, COALESCE(t.window_until, '{NEVER}'),
    CASE WHEN t.cancelled_at IS NULL THEN 1 ELSE 0 END, SUM(l.units), SUM(COALESCE(u.units, 0)), MAX(l.id)
    FROM ticket t JOIN ticket_line l ON l.ticket_id = t.id LEFT JOIN (
        SELECT x.line_id, SUM(x.units) AS units FROM stamp_line x JOIN stamp s ON s.id = x.stamp_id
        WHERE s.undone_at IS NULL GROUP BY x.line_id
    ) u ON u.line_id = l.id GROUP BY 1, 2, 3, 4, 5""",  # noqa: S608
    """INSERT INTO arrival SELECT t.item, t.session, {quarter}, SUM(x.units) FROM stamp_line x
    JOIN stamp s ON s.id = x.stamp_id JOIN ticket t ON t.id = s.ticket_id
    WHERE s.undone_at IS NULL AND t.session <> '' GROUP BY 1, 2, 3""",
    """INSERT INTO holding SELECT item, customer_id, COUNT(*) FROM ticket WHERE cancelled_at IS NULL
    GROUP BY item, customer_id""",
    "DELETE FROM holders",
    "INSERT INTO holders SELECT item, COUNT(*) FROM holding GROUP BY item",
)


def recount() -> None:
    """Forget the tally and count it from all rows; nobody sells or stamps for the seconds that takes."""
    with transaction():
        if is_postgres():
            database.execute_sql("LOCK TABLE ticket, ticket_line, stamp, stamp_line IN SHARE MODE")
        for statement in _STATEMENTS:
            sql = statement.replace("{quarter}", _QUARTER[is_postgres()])
            database.execute_sql(sql)
