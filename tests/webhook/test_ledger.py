"""The ledger: everything that counts is chained a moment after it happened, and the figures can be rebuilt from it."""

from typing import Any

import pytest

from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import held
from tests.webhook.terminal import mogiri
from tests.webhook.test_keeping import busy
from webhook import clock
from webhook.database import database
from webhook.ledger import checking, news, sealing
from webhook.models import LedgerEntry, Sealed, Stamp, Ticket, TicketLine, Unsealed


def sealed(shop: Shop) -> None:
    """Until the service itself has sealed everything."""

    def nothing_new() -> bool:
        with database.connection_context():
            return not news.look(1)[1]

    until(nothing_new, "the ledger to be written")


def test_everything_that_counts_is_chained_and_adds_up(shop: Shop) -> None:
    ticket = busy(shop)
    held(shop)
    made = shop.staff("lead").post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1}).json()
    shop.staff("lead").post(f"/api/stamps/{made['stamp']['id']}/undo")
    sealed(shop)
    said = mogiri(shop, "ledger", "check")
    assert "every figure agrees" in said
    head = said.strip().rsplit(" ", 1)[-1]
    tea = shop.ticket(thing("tea"))
    gift = shop.fan.post(f"{tea['url']}/gifts", json={"units": 3}).json()["url"]
    assert shop.fan.post(f"{gift}/accept", json={"name": "友だち"}).status_code == 200
    sealed(shop)
    assert "every figure agrees" in mogiri(shop, "ledger", "check", "--noted", head)
    with database.connection_context():
        kinds = {entry.kind for entry in LedgerEntry.select()}
        texts = "".join(entry.body for entry in LedgerEntry.select())
    assert kinds == {"ticket", "stamp", "payment"}
    assert "hana@example.com" not in texts
    assert "山田" not in texts


def _rewrite_an_entry() -> None:
    entry = LedgerEntry.get(LedgerEntry.kind == "payment")
    LedgerEntry.update(body=entry.body.replace('"received":', '"received":1')).where(
        LedgerEntry.id == entry.id
    ).execute()


def _take_out_an_entry() -> None:
    LedgerEntry.delete().where(LedgerEntry.number == 2).execute()


def _make_a_stamp_vanish() -> None:
    """As somebody would who knows the worker, and tells it that it has seen this already."""
    Stamp.update(undone_at=clock.now()).execute()
    Sealed.update(two=1).where(Sealed.kind == "stamp").execute()


def _give_away_units() -> None:
    TicketLine.update(units=TicketLine.units + 5).where(TicketLine.id == 1).execute()
    Sealed.update(one=Sealed.one + 5).where(Sealed.kind == "ticket", Sealed.ref == 1).execute()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_rewrite_an_entry, "does not hold at entry"),
        (_take_out_an_entry, "does not hold at entry 3"),
        (_make_a_stamp_vanish, "used live fri adult: the ledger says 1, the rows say 0"),
        (_give_away_units, "issued live fri adult: the ledger says 2, the rows say 7"),
    ],
)
def test_what_was_changed_behind_the_shops_back_is_named(small_shop: Shop, harm: Any, said: str) -> None:
    ticket = small_shop.ticket(line(quantity=2))
    small_shop.at_the_show()
    small_shop.staff().post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1})
    sealed(small_shop)
    small_shop.app.state.service.stop()
    with database.connection_context():
        harm()
    assert said in mogiri(small_shop, "ledger", "check", code=1)


def test_a_chain_that_was_rewritten_whole_lacks_the_noted_head(small_shop: Shop) -> None:
    small_shop.bought()
    sealed(small_shop)
    head = mogiri(small_shop, "ledger", "check").strip().rsplit(" ", 1)[-1]
    with database.connection_context():
        LedgerEntry.delete().execute()
        Sealed.delete().execute()
    assert "was rewritten since" in mogiri(small_shop, "ledger", "check", "--noted", head, code=1)


CHANGES = (
    "UPDATE ticket_line SET units = units + 1",
    "UPDATE ticket_line SET paid = paid - 1",
    "UPDATE ticket SET cancelled_at = '2027-03-01 10:00:00' WHERE id = (SELECT MAX(id) FROM ticket)",
    "UPDATE stamp SET units = units + 1",
    "UPDATE stamp SET undone_at = '2027-03-06 10:00:00'",
    "UPDATE payment SET received = received + 1",
    "UPDATE payment SET received_at = '2027-03-01 10:00:00' WHERE received_at IS NULL",
    "UPDATE refund SET amount = amount + 1",
    "UPDATE refund SET state = 'failed'",
    "INSERT INTO dispute (stripe_id, payment_id, amount, state, opened_at)"
    " SELECT 'dp_1', id, 5, 'open', '2027-03-01 10:00:00' FROM payment WHERE received > 0 LIMIT 1",
    "UPDATE dispute SET state = 'won'",
    "UPDATE orders SET status = 'cancelled'",
    "UPDATE customer SET marketing_at = '2027-03-01 10:00:00'",
    "UPDATE customer SET email = 'forgotten:' || number",
)
"""Of everything that counts, as somebody changes it at the database's own prompt."""


def test_whoever_changes_what_counts_has_noted_it(shop: Shop) -> None:
    ticket = busy(shop)
    shop.staff().post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1})
    shop.open(line(session="sat"))
    sealed(shop)
    shop.app.state.service.stop()
    with database.connection_context():
        for change in CHANGES:
            database.execute_sql(change)
            noted = news.find(news.look(1000)[1])
            assert noted, change
            sealing.seal_all()
            assert news.overlooked() == 0, change
            assert news.look(1)[1] == [], change
        database.execute_sql("UPDATE ticket_line SET price = price + 1")
        database.execute_sql("UPDATE stamp SET units = units")
        assert news.look(1)[1] == [], "what counts nothing, or stays as it was, is no work"


def test_what_was_written_past_the_notes_is_found_by_the_check(shop: Shop) -> None:
    shop.bought()
    sealed(shop)
    with database.connection_context():
        TicketLine.update(units=TicketLine.units + 1).execute()
        Unsealed.delete().where(Unsealed.kind != "turn").execute()
        sealing.seal_all()
    assert "One row had changed without being noted" in mogiri(shop, "ledger", "check")
    assert "without being noted" not in mogiri(shop, "ledger", "check"), "said once"


def test_many_sealers_at_once_chain_each_fact_once(shop: Shop) -> None:
    for _ in range(3):
        shop.bought()
    from concurrent.futures import ThreadPoolExecutor

    def work(_: int) -> None:
        with database.connection_context():
            sealing.seal_all()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, range(6)))
    sealed(shop)
    with database.connection_context():
        assert checking.check(clock.now()).good
        assert LedgerEntry.select().where(LedgerEntry.kind == "ticket").count() == Ticket.select().count() == 3
