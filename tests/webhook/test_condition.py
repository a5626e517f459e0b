"""How the shop is: the panel for owners, metrics for machines, and the list before it closes."""

import re
from datetime import timedelta
from typing import Any

from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from tests.webhook.terminal import mogiri
from tests.webhook.test_ledger import sealed
from webhook import clock
from webhook.condition import books
from webhook.database import database
from webhook.keeping import marks
from webhook.models import TABLES, Mail, Mark, Payment, SignIn, StripeEvent


def panel(shop: Shop, **headers: str) -> dict[str, Any]:
    found = shop.owner().get("/api/health", headers=headers)
    assert found.status_code == 200, found.text
    told = dict(found.json())
    return told | {each["code"]: each for each in told["checks"]}


def test_the_panel_says_what_waits_what_differs_and_how_old_the_backup_is(shop: Shop) -> None:
    shop.bought()
    sealed(shop)
    shop.settled()
    until(lambda: panel(shop)["mail_queue"]["count"] == 0, "the mails to leave")
    fresh = panel(shop, **{"Accept-Language": "en"})
    assert fresh["state"] == "bad", "there is no backup yet"
    assert (fresh["backup"]["level"], fresh["backup"]["message"]) == (
        "bad",
        "There is no backup yet. Run mogiri backup.",
    )
    assert fresh["ledger"]["count"] >= 2
    mogiri(shop, "backup")
    with database.connection_context():
        books.work(shop.app.state.service.gateway)
        assert marks.last("books").facts["differing"] == 0
    assert panel(shop)["state"] == "good"

    with database.connection_context():
        Payment.update(received=1).execute()
        Mark.update(at=clock.now() - timedelta(hours=7)).where(Mark.name == "books").execute()
        books.work(shop.app.state.service.gateway)
        old = clock.now() - timedelta(hours=2)
        late = {"created_at": old, "due_at": old + timedelta(days=9), "attempts": 3}
        Mail.create(key="x", template="x", recipient="a@b.example", locale="ja", values={}, **late)
        StripeEvent.create(event="x", type="x", body="", received_at=old, due_at=clock.now() + timedelta(days=9))
        SignIn.update(unsent=2).execute()
        Mark.update(at=clock.now() - timedelta(days=3)).where(Mark.name == "backup").execute()
    ill = panel(shop)
    levels = {each["code"]: each["level"] for each in ill["checks"]}
    assert levels == {
        "stripe_events": "bad", "mail_queue": "bad", "offline_stamps": "warning", "door_conflicts": "good",
        "books": "bad", "failed_refunds": "good", "hooks": "good", "backup": "warning", "ledger": "good",
    }  # fmt: skip
    assert "3日" in ill["backup"]["message"]
    assert re.search(r"M-\w+", ill["books"]["message"])
    assert shop.fan.get("/api/health").status_code == 401
    assert shop.staff().get("/api/health").status_code == 403


def test_metrics_tell_everybody_the_condition_and_only_the_owner_the_figures(small_shop: Shop) -> None:
    small_shop.bought(line(quantity=2))
    text = small_shop.fan.get("/metrics")
    assert text.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    for each in text.text.strip().splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) mogiri_\w+ .+|mogiri_\w+(\{\w+="[^"]*"\})? -?\d+', each), each
    assert "mogiri_up 1" in text.text
    assert 'mogiri_check{check="backup"} 2' in text.text
    assert "mogiri_money" not in text.text
    owner = small_shop.owner()
    key = owner.post("/api/keys", json={"name": "Prometheus", "scopes": ["metrics"]}).json()["key"]
    scraped = small_shop.fan.get("/metrics", headers={"Authorization": f"Bearer {key}"}).text
    for each in ('units{state="issued"} 2', 'money{direction="received"} 7000', 'orders{status="paid"} 1'):
        assert f"mogiri_{each}" in scraped


def test_S4_59_the_shop_cannot_close_while_tickets_can_still_be_used(small_shop: Shop) -> None:
    ticket = small_shop.ticket(line(quantity=2))
    said = mogiri(small_shop, "close", "--check", code=1)
    assert "live: 2 units can still be used (until 2027-03-06 00:00)" in said
    assert "on sale" in said
    small_shop.at_the_show()
    small_shop.staff().post("/api/stamps", json={"door_code": ticket["door_code"], "units": 2})
    small_shop.later(days=400)
    small_shop.settled()
    until(lambda: "mails" not in mogiri_close(small_shop), "the last mails to leave")
    assert "Not everything is exported" in mogiri(small_shop, "close", "--check", code=1)
    mogiri(small_shop, "export", "all", str(small_shop.settings.data / "last.zip"))
    assert "live" not in mogiri_close(small_shop)


def mogiri_close(shop: Shop) -> str:
    """What the check says, whether or not something is open."""
    try:
        return mogiri(shop, "close", "--check")
    except AssertionError:
        return mogiri(shop, "close", "--check", code=1)


def test_S4_54_nothing_in_the_database_is_a_bank_account() -> None:
    names = {field.name for table in TABLES for field in table._meta.sorted_fields}
    assert not [name for name in names if re.search("bank|iban|account|card", name)]
