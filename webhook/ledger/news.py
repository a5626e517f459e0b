"""Which rows differ from what was last told of them: one comparison a kind, whoever wrote them and however."""

from dataclasses import dataclass
from typing import Literal

from webhook.database import database
from webhook.orders.states import STATUSES

Kind = Literal["ticket", "stamp", "payment", "order", "customer"]
Vector = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class News:
    """A row whose ``now`` is not what was told ``before`` (None: it is new)."""

    kind: Kind
    ref: int
    now: Vector
    before: Vector | None


_STATUS = " ".join(f"WHEN '{status}' THEN {place}" for place, status in enumerate(STATUSES))

_ROWS: dict[Kind, str] = {
    # units on it, what was paid for them, and whether it is cancelled
    "ticket": """SELECT t.id AS ref, l.units AS one, l.paid AS two,
        CASE WHEN t.cancelled_at IS NULL THEN 0 ELSE 1 END AS three
        FROM ticket t JOIN (
            SELECT ticket_id, SUM(units) AS units, SUM(paid) AS paid FROM ticket_line GROUP BY ticket_id
        ) l ON l.ticket_id = t.id""",
    # units used, and whether that was undone
    "stamp": """SELECT id AS ref, units AS one, CASE WHEN undone_at IS NULL THEN 0 ELSE 1 END AS two, 0 AS three
        FROM stamp""",
    # money received, returned, and taken back by a bank
    "payment": """SELECT p.id AS ref, p.received AS one,
        COALESCE((SELECT SUM(r.amount) FROM refund r WHERE r.payment_id = p.id AND r.state = 'succeeded'), 0) AS two,
        COALESCE((
            SELECT SUM(d.amount) FROM dispute d WHERE d.payment_id = p.id AND d.state IN ('open', 'lost')
        ), 0) AS three
        FROM payment p WHERE p.received_at IS NOT NULL""",
    # its state, as a place in ``STATUSES``
    "order": f"SELECT id AS ref, CASE status {_STATUS} ELSE -1 END AS one, 0 AS two, 0 AS three FROM orders",  # noqa: S608
    # whether they hold something, agreed to mail, and were forgotten; who only typed an address is nobody's news
    "customer": """SELECT c.id AS ref, 1 AS one, CASE WHEN c.marketing_at IS NULL THEN 0 ELSE 1 END AS two,
        CASE WHEN c.email LIKE 'forgotten:%' THEN 1 ELSE 0 END AS three
        FROM customer c WHERE EXISTS (SELECT 1 FROM ticket t WHERE t.customer_id = c.id)""",
}
KINDS: tuple[Kind, ...] = tuple(_ROWS)


def find(kind: Kind, most: int) -> list[News]:
    """The oldest rows of that kind that differ."""
    sql = f"""SELECT r.ref, r.one, r.two, r.three, s.one, s.two, s.three FROM ({_ROWS[kind]}) r
        LEFT JOIN sealed s ON s.kind = '{kind}' AND s.ref = r.ref
        WHERE s.id IS NULL OR s.one <> r.one OR s.two <> r.two OR s.three <> r.three
        ORDER BY r.ref LIMIT {most}"""  # noqa: S608 - all parts are our own
    found = database.execute_sql(sql.replace("%", "%%") if "%" in sql else sql, ()).fetchall()
    return [
        News(
            kind=kind,
            ref=ref,
            now=(int(one), int(two), int(three)),
            before=None if before[0] is None else (int(before[0]), int(before[1]), int(before[2])),
        )
        for ref, one, two, three, *before in found
    ]
