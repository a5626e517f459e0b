"""The tally: whoever writes and however, it says what the rows say, on both databases."""

import pytest

from tests.support.waiting import until
from tests.webhook.conftest import Shop
from tests.webhook.terminal import mogiri
from tests.webhook.test_keeping import busy
from webhook import clock
from webhook.database import database, is_postgres
from webhook.tally import checking, folding, reading

CHANGES = (
    "UPDATE ticket_line SET units = units + 3 WHERE id = 1",
    "UPDATE ticket_line SET type = 'child' WHERE id = 1",
    "UPDATE stamp_line SET units = units + 1",
    "UPDATE stamp SET at = '2027-03-05 11:44:00'",
    "UPDATE stamp SET undone_at = '2027-03-06 10:00:00' WHERE undone_at IS NULL",
    "UPDATE stamp SET undone_at = NULL",
    "UPDATE ticket SET cancelled_at = '2027-03-01 10:00:00' WHERE cancelled_at IS NULL",
    "UPDATE ticket SET cancelled_at = NULL, session = 'sun' WHERE session = 'fri'",
    "UPDATE ticket SET window_until = '2027-01-01 00:00:00'",
    "UPDATE ticket SET customer_id = (SELECT MAX(id) FROM customer), cancelled_at = NULL",
    "UPDATE ticket SET item = 'other'",
    "DELETE FROM stamp_line",
)
"""What somebody may write at the database's own prompt."""


def test_whatever_is_written_and_by_whom_the_tally_says_what_the_rows_say(shop: Shop) -> None:
    busy(shop)
    shop.app.state.service.stop()
    with database.connection_context():
        before = reading.read(clock.now())
        assert before.cells["live"]["fri"]["adult"].used == 3
        assert before.holders["live"] == 2
        assert checking.differing(clock.now()) == []
        for change in CHANGES:
            database.execute_sql(change)
            after = reading.read(clock.now())
            assert after != before, change
            assert checking.differing(clock.now()) == [], change
            before = after


def test_changes_are_added_up_and_a_tally_that_drifted_is_named_and_counted_anew(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, lead = busy(shop), shop.staff("lead")
    for undone in (True, False):
        stamp = lead.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1}).json()["stamp"]
        assert not undone or lead.post(f"/api/stamps/{stamp['id']}/undo").status_code == 200
    shop.app.state.service.stop()
    monkeypatch.setattr(folding, "MANY", 1)
    with database.connection_context():
        before = reading.read(clock.now())
        folding.fold()
        assert database.execute_sql("SELECT COUNT(*) FROM holding_news").fetchone()[0] == 0
        until(_nothing_is_left_to_step_over, "dead rows are cleared away")
        assert reading.read(clock.now()) == before
        database.execute_sql("UPDATE ticket SET cancelled_at = '2027-03-01 10:00:00' WHERE cancelled_at IS NULL")
        assert reading.read(clock.now()).holders == {}
        folding.fold()
        assert reading.read(clock.now()).holders == {}
        database.execute_sql("UPDATE ticket SET cancelled_at = NULL WHERE session <> 'sat'")
        folding.fold()
        assert checking.differing(clock.now()) == []
        database.execute_sql("UPDATE tally SET used = used + 1 WHERE session = 'fri' AND type = 'adult'")
        database.execute_sql("DELETE FROM holders")
    said = mogiri(shop, "ledger", "check", code=1)
    assert "units live fri adult" in said
    assert "holders coffee" in said
    with database.connection_context():
        assert checking.differing(clock.now()) == []
    assert "every figure agrees" in mogiri(shop, "ledger", "check")


def _nothing_is_left_to_step_over() -> bool:
    folding.fold()
    if not is_postgres():
        return True
    return bool(database.execute_sql("SELECT pg_relation_size('holding_news')").fetchone()[0] == 0)
