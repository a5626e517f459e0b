"""What is new: rows that the database noted when they changed, and that differ from what was last told of them.

Triggers (migration 0015) note a row in ``unsealed`` in the transaction that makes or changes it, whoever writes: a look
costs what is new, however large the shop. Comparing everything remains for what was read in or written past them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from webhook.database import database, rows
from webhook.database.plain_sql import insert_plain, listed, one_of
from webhook.models import Unsealed
from webhook.orders.states import STATUSES

Kind = Literal["ticket", "stamp", "payment", "order", "customer"]
Vector = tuple[int, int, int]

TURN = 0
"""The id of the row of ``unsealed`` whose ``ref`` counts how often notes were struck out."""
EVERYTHING = "everything"
"""The kind of a note that asks for all rows to be compared."""
WINDOW = 10_000
"""Rows compared at a time."""


class Note(NamedTuple):
    """A row that has changed, or EVERYTHING."""

    id: int
    kind: Any
    ref: int


@dataclass(frozen=True, kw_only=True)
class News:
    """A row whose ``now`` is not what was told ``before`` (None: it is new)."""

    kind: Kind
    ref: int
    now: Vector
    before: Vector | None


_STATUS = " ".join(f"WHEN '{status}' THEN {place}" for place, status in enumerate(STATUSES))

_ROWS: dict[Kind, tuple[str, str]] = {
    # units on it, what was paid for them, and whether it is cancelled
    "ticket": (
        "ticket",
        """(SELECT SUM(units) FROM ticket_line l WHERE l.ticket_id = r.id) AS one,
        (SELECT SUM(paid) FROM ticket_line l WHERE l.ticket_id = r.id) AS two,
        CASE WHEN r.cancelled_at IS NULL THEN 0 ELSE 1 END AS three FROM ticket r WHERE""",
    ),
    # units used, and whether that was undone
    "stamp": (
        "stamp",
        "r.units AS one, CASE WHEN r.undone_at IS NULL THEN 0 ELSE 1 END AS two, 0 AS three FROM stamp r WHERE",
    ),
    # money received, returned, and taken back by a bank
    "payment": (
        "payment",
        """r.received AS one,
        COALESCE((SELECT SUM(b.amount) FROM refund b WHERE b.payment_id = r.id AND b.state = 'succeeded'), 0) AS two,
        COALESCE((
            SELECT SUM(d.amount) FROM dispute d WHERE d.payment_id = r.id AND d.state IN ('open', 'lost')
        ), 0) AS three FROM payment r WHERE r.received_at IS NOT NULL AND""",
    ),
    # its state, as a place in ``STATUSES``
    "order": ("orders", f"CASE r.status {_STATUS} ELSE -1 END AS one, 0 AS two, 0 AS three FROM orders r WHERE"),
    # whether they hold something, agreed to mail, and were forgotten; who only typed an address is nobody's news
    "customer": (
        "customer",
        """1 AS one, CASE WHEN r.marketing_at IS NULL THEN 0 ELSE 1 END AS two,
        CASE WHEN SUBSTR(r.email, 1, 10) = 'forgotten:' THEN 1 ELSE 0 END AS three
        FROM customer r WHERE EXISTS (SELECT 1 FROM ticket t WHERE t.customer_id = r.id) AND""",
    ),
}
KINDS: tuple[Kind, ...] = tuple(_ROWS)


def look(most: int) -> tuple[int, list[Note]]:
    """Whose turn it is, and the oldest notes."""
    first = Unsealed.select(Unsealed.id, Unsealed.kind, Unsealed.ref).order_by(Unsealed.id).limit(most + 1)
    (_, _, turn), *found = rows(first)
    return turn, [Note(*each) for each in found]


def find(notes: Sequence[Note]) -> list[News]:
    """The rows of these notes that differ, in the order in which they were noted.

    A note that asks for it has everything compared first, which may make more notes.
    """
    if any(note.kind == EVERYTHING for note in notes):
        overlooked()
    places: dict[tuple[Kind, int], int] = {}
    for place, note in enumerate(notes):
        if note.kind != EVERYTHING:
            places.setdefault((note.kind, note.ref), place)
    found = [
        each
        for kind in {kind for kind, _ in places}
        for each in _differing(kind, one_of("r.id"), listed([ref for known, ref in places if known == kind]))
    ]
    return sorted(found, key=lambda each: places[each.kind, each.ref])


def strike(turn: int, notes: Sequence[Note]) -> bool:
    """Take these notes out, in the caller's transaction; False when somebody took notes since that ``turn``."""
    ours = Unsealed.update(ref=turn + 1).where(Unsealed.id == TURN, Unsealed.ref == turn).execute()
    if ours:
        database.execute_sql(f"DELETE FROM unsealed WHERE {one_of('id')}", (listed([note.id for note in notes]),))  # noqa: S608
    return bool(ours)


def overlooked() -> int:
    """Compare everything, and note the rows that differ without being noted; returns how many those are."""
    count = 0
    for kind in KINDS:
        unnoted = f"r.id NOT IN (SELECT ref FROM unsealed WHERE kind = '{kind}')"  # noqa: S608
        last = database.execute_sql(f'SELECT MAX(id) FROM "{_ROWS[kind][0]}"').fetchone()[0] or 0  # noqa: S608
        for start in range(0, last, WINDOW):
            found = _differing(kind, f"r.id > {start} AND r.id <= {start + WINDOW} AND {unnoted}")
            if found:
                insert_plain(Unsealed, [{"kind": kind, "ref": each.ref} for each in found])
            count += len(found)
    return count


def start_over() -> None:
    """Leave only the note that everything has to be compared: what was noted is no more, or stands there anyway."""
    database.execute_sql(f"DELETE FROM unsealed WHERE id <> {TURN}")  # noqa: S608
    Unsealed.insert(kind=EVERYTHING, ref=0).execute()


def _differing(kind: Kind, which: str, *values: Any) -> list[News]:
    sql = f"""SELECT n.ref, n.one, n.two, n.three, s.one, s.two, s.three
        FROM (SELECT r.id AS ref, {_ROWS[kind][1]} {which}) n
        LEFT JOIN sealed s ON s.kind = '{kind}' AND s.ref = n.ref
        WHERE n.one IS NOT NULL AND (s.id IS NULL OR s.one <> n.one OR s.two <> n.two OR s.three <> n.three)
        ORDER BY n.ref"""  # noqa: S608 - all parts are our own
    return [
        News(
            kind=kind,
            ref=ref,
            now=(int(one), int(two), int(three)),
            before=None if before[0] is None else (int(before[0]), int(before[1]), int(before[2])),
        )
        for ref, one, two, three, *before in database.execute_sql(sql, values).fetchall()
    ]
