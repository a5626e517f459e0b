"""``kill -9`` from payment to mail, and at every step of a mass cancellation: after a restart all is there, once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.dying import CALLING_OFF, POINTS
from tests.support.goods import stocked
from tests.support.killing import Death, called_off, end_of, environment, process
from tests.support.post_office import PostOffice
from tests.support.servers import free_port
from tests.support.waiting import until
from tests.webhook.conftest import line, practice_stripe

ORDERS = 6
ON_POSTGRES = (
    *("within the transaction, after the tickets", "after the commit, before the event is marked"),
    *("within its transaction, before the commit", "after a ticket has ended"),
    *("after Stripe has made the refund, before it is noted", "within the transaction that notes the refund"),
)
"""The steps about transactions; the others are the same for every database, and are walked on SQLite."""
ONCE = ("after the last ticket", "after the unpaid orders, before the job is marked")


def _on_both(points: Iterable[str]) -> Any:
    """Each point with the databases it is tried on."""
    postgres = [pytest.param(each, "postgres", marks=pytest.mark.postgres) for each in points if each in ON_POSTGRES]
    cases = [*((each, "sqlite") for each in points), *postgres]
    return pytest.mark.parametrize(("point", "database_url"), cases, indirect=["database_url"])


@pytest.fixture(autouse=True)
def shapes() -> None:
    """What Stripe says has been held to its shapes in all the other tests; here it would cost most of the time."""


@_on_both(POINTS)
def test_S3_19_killed_and_started_again(point: str, tmp_path: Path, database_url: str, office: PostOffice) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    stocked(tmp_path / "site")
    with practice_stripe(tmp_path, f"{url}/webhooks/stripe") as (_, stripe_url):
        told = environment(tmp_path, url, database_url, stripe_url, office)
        with process(port, told, Death(point=point)) as doomed:
            placed = _placed(url)
            assert httpx2.post(placed["url"], data={"outcome": "paid"}).status_code == 303
            assert end_of(doomed, 30) == -9, "the process was to die at its point"
        assert office.mails == []
        with process(port, told):
            order = until(lambda: _paid(url, placed["order"]), "the order to be paid", 30)
            assert len(order["tickets"]) == 1
            assert order["tickets"][0]["units"] == 2
            assert len(office.wait(1)) == 1
            stock = httpx2.get(f"{url}/api/stock").json()["items"]["live"]["sessions"]["fri"]
            assert stock["remaining"] == 10
    assert len(office.mails) == 1


def test_a_date_is_called_off_undisturbed(tmp_path: Path, database_url: str, office: PostOffice) -> None:
    assert called_off(tmp_path, database_url, office, orders=ORDERS, deaths=[]) == 0


@_on_both(CALLING_OFF)
def test_killed_while_a_date_is_called_off(point: str, tmp_path: Path, database_url: str, office: PostOffice) -> None:
    death = Death(point=point, count=1 if point in ONCE else 4)
    called_off(tmp_path, database_url, office, orders=ORDERS, deaths=[death])


def test_a_refund_that_stripe_has_made_is_not_made_again(tmp_path: Path, database_url: str, office: PostOffice) -> None:
    death = Death(point="after Stripe has made the refund, before it is noted", count=4)
    called_off(tmp_path, database_url, office, orders=ORDERS, deaths=[death], deaf=True)


def _placed(url: str) -> dict[str, Any]:
    body = {"lines": [line(quantity=2)], "name": "山田", "email": "fan@example.com"}
    return dict(httpx2.post(f"{url}/api/checkout", json=body).json())


def _paid(url: str, secret: str) -> dict[str, Any] | None:
    order = httpx2.get(f"{url}/api/orders/{secret}").json()
    return order if order["status"] == "paid" else None
