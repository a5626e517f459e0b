"""``kill -9`` between payment and mail: after a restart everything is there, once."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.dying import POINTS
from tests.support.goods import stocked
from tests.support.post_office import PostOffice
from tests.support.servers import free_port
from tests.support.waiting import until
from tests.webhook.conftest import WEBHOOK_SECRET, line, practice_stripe

ROOT = Path(__file__).parent.parent.parent


@contextlib.contextmanager
def process(port: int, environment: dict[str, str], point: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """The service in a process of its own, ready to be asked."""
    command = [sys.executable, "-m", "tests.support.dying", str(port), point]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment) as running:
        try:
            until(lambda: running.poll() is not None or _healthy(port), "the service to start", 30)
            assert running.poll() is None, "the service ended while starting"
            yield running
        finally:
            running.kill()


def _healthy(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx2.TransportError:
        return False


@pytest.mark.parametrize("point", POINTS)
def test_killed_and_started_again(point: str, tmp_path: Path, database_url: str, office: PostOffice) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with practice_stripe(tmp_path, f"{url}/webhooks/stripe") as (_, stripe_url):
        environment = {
            "MOGIRI_DATA": str(tmp_path),
            "MOGIRI_SITE": str(stocked(tmp_path / "site")),
            "MOGIRI_URL": url,
            "DATABASE_URL": database_url,
            "STRIPE_SECRET_KEY": "sk_test_1234567890",
            "STRIPE_API_BASE": stripe_url,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "SMTP_URL": office.url,
        }
        with process(port, environment, point) as doomed:
            placed = _placed(url)
            assert httpx2.post(placed["url"], data={"outcome": "paid"}).status_code == 303
            assert doomed.wait(30) == -9, "the process was to die at its point"
        assert office.mails == []
        with process(port, environment):
            order = until(lambda: _paid(url, placed["order"]), "the order to be paid", 30)
            assert len(order["tickets"]) == 1
            assert order["tickets"][0]["units"] == 2
            assert len(office.wait(1)) == 1
            stock = httpx2.get(f"{url}/api/stock").json()["items"]["live"]["sessions"]["fri"]
            assert stock["remaining"] == 10
    assert len(office.mails) == 1


def _placed(url: str) -> dict[str, Any]:
    body = {"lines": [line(quantity=2)], "name": "山田", "email": "fan@example.com"}
    return dict(httpx2.post(f"{url}/api/checkout", json=body).json())


def _paid(url: str, secret: str) -> dict[str, Any] | None:
    order = httpx2.get(f"{url}/api/orders/{secret}").json()
    return order if order["status"] == "paid" else None
