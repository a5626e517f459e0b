"""The floor of stamping over HTTP: a thread pool, peewee, and a transaction for each stamp, under the same server.

It knows no rule but "once". Run with the port, the folder of its database and the file of door codes as its arguments.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from peewee import AutoField, BooleanField, CharField, DateTimeField, ForeignKeyField, Model
from playhouse.pool import PooledSqliteDatabase
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "busy_timeout": 10_000}

database = PooledSqliteDatabase(
    None, max_connections=48, timeout=10, check_same_thread=False, lock_type="IMMEDIATE", pragmas=PRAGMAS
)


class Ticket(Model):
    """A ticket of one unit."""

    id = AutoField()
    door_code = CharField(unique=True)
    used = BooleanField(default=False)

    class Meta:
        database = database


class Stamp(Model):
    """Its use."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket)
    nonce = CharField(unique=True)
    staff = CharField()
    at = DateTimeField()

    class Meta:
        database = database


async def post_stamps(request: Request) -> Response:
    """Stamp one ticket."""
    return JSONResponse(await run_in_threadpool(_stamp, await request.json()))


def _stamp(wish: dict[str, Any]) -> dict[str, Any]:
    with database.connection_context(), database.atomic():
        ticket = Ticket.get(Ticket.door_code == wish["door_code"])
        if ticket.used:
            before = Stamp.get(Stamp.ticket == ticket)
            return {"result": "used", "previous": {"at": before.at.isoformat(), "staff": before.staff}}
        Ticket.update(used=True).where(Ticket.id == ticket.id).execute()
        Stamp.create(ticket=ticket, nonce=wish["nonce"], staff="係", at=datetime.now(UTC).replace(tzinfo=None))
    return {"result": "ok", "previous": None}


def _fill(folder: Path, doors: list[str]) -> None:
    database.init(str(folder / "plain.db"))
    with database.connection_context(), database.atomic():
        database.drop_tables([Stamp, Ticket])
        database.create_tables([Ticket, Stamp])
        for start in range(0, len(doors), 500):
            Ticket.insert_many([{"door_code": door} for door in doors[start : start + 500]]).execute()


if __name__ == "__main__":
    _fill(Path(sys.argv[2]), Path(sys.argv[3]).read_text("ascii").split())
    app = Starlette(routes=[Route("/api/stamps", post_stamps, methods=["POST"])])
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
