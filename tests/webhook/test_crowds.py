"""Crowds, small: a rush on a few seats, and a burst of webhooks while no mail server is there."""

from pathlib import Path
from typing import Any

from tests.support.burst import burst
from tests.support.rush import rush
from tests.support.town import town
from tests.webhook.conftest import Shop


def _processes(database_url: str) -> int:
    return 1 if database_url.startswith("sqlite") else 2


def test_S3_17_a_rush_on_a_few_seats_sells_each_of_them_once(tmp_path: Path, database_url: str) -> None:
    with town(tmp_path, database_url, seats=20, workers=_processes(database_url)) as place:
        rush(place, checkouts=200, seats=20, connections=40)


def test_a_burst_of_webhooks_without_a_mail_server_fulfils_and_mails_each_order_once(
    tmp_path: Path, database_url: str
) -> None:
    with town(tmp_path, database_url, seats=20, workers=_processes(database_url), mail_open=False) as place:
        assert burst(place, orders=20, webhooks=40, closed=3).copies == 0


def test_a_stripe_that_thinks_for_long_holds_up_nobody_else(tmp_path: Path, sqlite_url: str) -> None:
    with town(tmp_path, sqlite_url, seats=60, latency=2000) as place:
        found = rush(place, checkouts=80, seats=60, connections=80)
    assert found.others.p95 < found.accepted.p50, "who only looks"
    assert found.refused.longest < found.accepted.p50, "who comes too late"


def test_a_mail_server_that_is_rude_at_the_farewell_gets_nothing_twice(small_shop: Shop) -> None:
    shop = small_shop

    async def farewell(*_: Any) -> str:
        return "451 not like this"

    shop.office.handle_QUIT = farewell  # type: ignore[attr-defined]
    shop.bought()

    shop.posted()
    assert len(shop.office.mails) == len({mail["Message-ID"] for mail in shop.office.mails}) == 2
