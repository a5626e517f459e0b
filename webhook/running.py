"""``mogiri serve``: the service in one process or several."""

import dataclasses
import gc
import os
import socket
import sys

import uvicorn
from starlette.applications import Starlette

from webhook import database
from webhook.app import create_app
from webhook.door import beside
from webhook.http.wire import Wire
from webhook.settings import Settings, from_environment
from webhook.shelf import Shelf

GRACE = 2  # seconds that open streams may hold up a shutdown
_NO_SITE = "MOGIRI_NO_SITE"


def look(settings: Settings, host: str, port: int) -> None:
    """Raises FileNotFoundError or CatalogueError when there is no built site, OSError when nobody can listen there."""
    Shelf(settings.site / "catalogue.json")
    family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as uvicorn does
        probe.bind(place)


def prepare(settings: Settings) -> None:
    """Bring the database up to date; before several processes start."""
    database.connect(settings.database).close_all()


def serve(settings: Settings, *, host: str, port: int, workers: int, site: bool) -> None:
    """Serve until interrupted, on a database that ``prepare`` has brought up to date."""
    _tune()
    one = _one(dataclasses.replace(settings, serve_site=site)) if workers == 1 else None
    if not site:
        os.environ[_NO_SITE] = "1"  # the only way to tell worker processes
    uvicorn.run(
        one or "webhook.running:worker",
        factory=one is None,
        http=Wire,
        workers=workers,
        host=host,
        port=port,
        timeout_graceful_shutdown=GRACE,
        log_level="info",
        proxy_headers=False,  # whom a proxy asks for is MOGIRI_PROXIES' to say
        access_log=False,  # addresses of tickets and orders are secrets
    )


def _one(settings: Settings) -> Starlette:
    """The app of a single process, with the door's beside it where that helps."""
    apart = not database.is_postgres() and beside.can_be()
    door = beside.Beside(settings.database) if apart else None
    app = create_app(settings)
    if door:
        app.state.service.stamps = door
    return app


def worker() -> Starlette:
    """The app of one of several processes; they read the environment themselves."""
    _tune()
    return create_app(dataclasses.replace(from_environment(), serve_site=_NO_SITE not in os.environ))


def _tune() -> None:
    """Let threads give way after half a millisecond; the garbage collector looks rarely, and not at what was imported.

    The door's writer has to get its turn at each of its statements, while the loop answers others.
    """
    sys.setswitchinterval(0.0005)
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
