"""The doors of a practice shop: links and codes that sign in the owner, the lead and staff without any mail."""

import json
import socket
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import segno

from webhook import clock
from webhook.crew import accounts
from webhook.database import database, transaction
from webhook.models import Staff
from webhook.service import Service
from webhook.terminal_language import terminal_language

STAFF_NUMBER = "1"
STAFF_PIN = "1234"
SHIFT_CODE = "PRACTICE"
_PEOPLE = {"owner": ("90", "オーナー"), "lead": ("91", "リーダー")}


def open_doors(base: str) -> dict[str, Any]:
    """Accounts, a shift and fresh sign-in links for this run, as ``dev.json`` tells them (``http.md``)."""
    now = clock.now()
    with database.connection_context(), transaction():
        accounts.void_practice_links(now)
        tokens = {role: _token(role, *person, now) for role, person in _PEOPLE.items()}
        _staff(STAFF_NUMBER, "もぎり担当", "staff", STAFF_PIN, now)
        accounts.open_shift(SHIFT_CODE, now)
    return {
        "site": base,
        "owner_token": tokens["owner"],
        "lead_token": tokens["lead"],
        "staff_code": SHIFT_CODE,
        "staff_number": STAFF_NUMBER,
        "staff_pin": STAFF_PIN,
        "mail_url": f"{base}/dev/mail",
        "clock_url": f"{base}/dev/clock",
        "workbench_url": f"{base}/dev/",
    }


def publish(file: Path, opened: dict[str, Any]) -> None:
    """Write ``dev.json``, whole at once: scripts wait for it."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(opened, indent=1), "utf-8")
    part.replace(file)


def show(service: Service, opened: dict[str, Any]) -> None:
    """Print the doors, and for a shop that phones can reach a QR of its staff page."""
    language = terminal_language()
    words: Any = service.templates.globals["words"]
    base = opened["site"]
    links = {
        "workbench": opened["workbench_url"],
        "shop": f"{base}/",
        "owner": f"{base}/sign-in/#token={opened['owner_token']}",
        "lead": f"{base}/sign-in/#token={opened['lead_token']}",
        "staff": f"{base}/staff/#code={opened['staff_code']}",
        "mail": opened["mail_url"],
    }
    click.echo()
    for name, link in links.items():
        click.echo(f"  {words.text(language, f'terminal.{name}'):<10} {click.style(link, underline=True)}")
    pin = words.text(language, "terminal.pin", number=opened["staff_number"], pin=opened["staff_pin"])
    click.echo(f"  {'':<10} {pin}")
    click.echo("\n  " + words.text(language, "terminal.stop") + "\n")
    if "127.0.0.1" not in base:
        segno.make_qr(links["staff"]).terminal(compact=True)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # from now on whoever knows the port may knock, and is let in once the shop is open
    except OSError:
        listening.close()
        raise
    return listening


def reachable(host: str) -> str:
    """The address to print for ``host``: this machine's own in its network when it listens everywhere."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - only compared
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent, only a route is chosen
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _token(role: str, number: str, name: str, now: datetime) -> str:
    return accounts.link(_staff(number, name, role, "", now), now, reusable=True)


def _staff(number: str, name: str, role: str, pin: str, now: datetime) -> Staff:
    return Staff.get_or_none(Staff.number == number) or accounts.add(number, name, role, pin=pin, now=now)
