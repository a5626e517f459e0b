"""Letting go of people: on request and by rule. No trace of them stays, and no total moves."""

import json
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import give, held
from tests.webhook.terminal import elsewhere, mogiri
from tests.webhook.test_keeping import figures
from tests.webhook.test_ledger import sealed
from webhook import clock
from webhook.database import database, rows
from webhook.forgetting import erasing, retention
from webhook.keeping import carrying
from webhook.mailing import mail
from webhook.models import TABLES, CallingOff, Customer, Mail, Order, StripeEvent, Ticket
from webhook.people import customers

NAME, MAIL, PHONE = "忘却 花代", "wasure@example.com", "090-5555-1212"


def traces(*texts: str) -> list[tuple[str, Any]]:
    """Rows of any table in which one of the texts can be read, JSON included."""
    found = []
    with database.connection_context():
        for table in TABLES:
            for row in carrying.read(table, secrets=True):
                said = json.dumps(row, ensure_ascii=False)
                found += [(carrying.name_of(table), row) for text in texts if text in said]
    return found


def in_files(folder: Path, *texts: str) -> list[str]:
    """Files of the database and the mailbox in whose bytes one of the texts can be found, as it is or escaped."""
    wanted = [form for text in texts for form in (text.encode(), json.dumps(text)[1:-1].encode())]
    files = [file for file in folder.rglob("*") if file.is_file() and ".db" in file.name and "stripe" not in file.name]
    return [file.name for file in files for form in wanted if form in file.read_bytes()]


def regular(shop: Shop) -> dict[str, Any]:
    """Somebody who did everything once, and can be found everywhere."""
    held(shop)
    ticket = shop.ticket(line(quantity=3), name=NAME, email=MAIL, phone=PHONE, marketing=True)
    shop.bought(thing("tea"), name=NAME, email=MAIL)
    shop.fan.post(f"{ticket['url']}/receipt", data={"addressee": NAME})
    given = shop.ticket(line("hall", quantity=2), name=NAME, email=MAIL)
    assert give(shop, given, units=1, email="tomo@example.com").status_code == 201
    owner = shop.owner()
    owner.post("/api/coupons/ten/send", json={"to": [MAIL]})
    owner.post("/api/coupons/ten/send", json={"to": [MAIL], "at": (clock.now() + timedelta(days=300)).isoformat()})
    number = owner.get("/api/orders", params={"q": MAIL}).json()["orders"][0]["number"]
    said = {"subject": f"{NAME}様へ", "text": f"{NAME}様\n{PHONE} にお電話しました。", "nonce": "said"}
    assert owner.post(f"/api/orders/{number}/messages", json=said).status_code == 201
    shop.fan.post("/api/find", json={"email": MAIL})
    with database.connection_context():
        CallingOff.create(
            item="x", reason="other", detail=f"{NAME}様のご都合", started_at=clock.now(), refund_at=clock.now()
        )
        StripeEvent.create(event="evt_x", type="x", body=json.dumps({"email": MAIL}), received_at=clock.now())
        Mail.create(key="x", template="x", recipient="shop", locale="", values={"name": NAME}, created_at=clock.now())
    shop.settled()
    return ticket


def mailbox(shop: Shop) -> Path:
    """The practice mailbox with all that was sent, to them and about them."""
    keep = mail.mailbox(shop.settings.data / "mailbox")
    until(lambda: {"tomo@example.com", MAIL} <= {each["To"] for each in shop.office.mails}, "the mails")
    for sent in shop.office.mails:
        with keep() as carry:
            carry(sent)
    for address, words in (("owner@trial.example", f"電話 {PHONE}"), ("stays@example.com", "ほかの人へ")):
        about = EmailMessage()
        about["To"], about["Message-ID"] = address, f"<{address}>"
        about.set_content(words)
        with keep() as carry:
            carry(about)
    return shop.settings.data / "mailbox"


def in_mails(folder: Path, *texts: str) -> list[str]:
    """Mails in which one of the texts can be read."""
    files = [(file.name, message_from_bytes(file.read_bytes(), policy=default)) for file in folder.glob("*.eml")]
    said = {name: f"{found['To']} {found['Subject']} {_read(found)}" for name, found in files}
    return [name for name, text in said.items() if any(each in text for each in texts)]


def _read(found: Any) -> str:
    return " ".join(str(part.get_content()) for part in found.walk() if part.get_content_maintype() == "text")


def in_backup(file: Path, *texts: str) -> list[str]:
    """Which of the texts can be found in a backup, packed or not."""
    if file.suffix == ".zip":
        with ZipFile(file) as packed:
            whole = b"".join(packed.read(name) for name in packed.namelist())
    else:
        whole = file.read_bytes()
    return [text for text in texts if text.encode() in whole or json.dumps(text)[1:-1].encode() in whole]


def test_who_asks_is_forgotten_everywhere_and_totals_stay(shop: Shop, tmp_path: Path) -> None:
    ticket, owner = regular(shop), shop.owner()
    form, kept = "db" if shop.settings.database.startswith("sqlite") else "zip", mailbox(shop)
    assert len(in_mails(kept, NAME, MAIL, PHONE)) >= 2
    mogiri(shop, "backup", str(tmp_path / f"before.{form}"))
    assert in_backup(tmp_path / f"before.{form}", NAME, MAIL, PHONE) == [NAME, MAIL, PHONE], "the test looks right"
    (tmp_path / f"before.{form}").unlink()
    stranger = shop.ticket(name="残る 人", email="stays@example.com")
    until(lambda: len(shop.mailed("notice-order")) == 4, "the shop to be told")
    with database.connection_context():
        number, before = Customer.get(Customer.email == MAIL).number, figures()
    feed = owner.get("/api/usage").json()["totals"]
    assert len({table for table, _ in traces(NAME, MAIL, PHONE)}) >= 6, "the test looks at the right thing"

    copy = owner.get(f"/api/customers/{number}/data")
    assert copy.headers["Content-Disposition"].startswith("attachment")
    told = copy.json()
    assert (told["customer"]["email"], told["customer"]["phone"]) == (MAIL, PHONE)
    assert told["tickets"][0]["id"] == ticket["id"]
    assert len(told["orders"]) == 3
    assert [each["subject"] for each in told["messages"]] == [f"{NAME}様へ"]
    assert owner.post(f"/api/customers/{number}/forget", json={"preview": True}).json()["alive"] == 4
    refused = owner.post(f"/api/customers/{number}/forget", json={})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "tickets_alive")
    assert traces(MAIL), "a refusal changes nothing"

    assert owner.post(f"/api/customers/{number}/forget", json={"anyway": True}).status_code == 200
    assert traces(NAME, MAIL, PHONE) == []
    if shop.settings.database.startswith("sqlite"):
        assert in_files(shop.settings.data, NAME, MAIL, PHONE) == []
    assert in_mails(kept, NAME, MAIL, PHONE) == []
    assert in_mails(kept, "stays@example.com"), "what others got stays"
    mogiri(shop, "backup", str(tmp_path / f"after.{form}"))
    assert in_backup(tmp_path / f"after.{form}", NAME, MAIL, PHONE) == []
    with database.connection_context():
        assert figures() == before
    sealed(shop)
    assert "every figure agrees" in mogiri(shop, "ledger", "check")
    assert traces(NAME, MAIL, PHONE) == [], "nor in what the ledger and the hooks were told of it"
    assert owner.get("/api/usage").json()["totals"] == feed
    seen = shop.fan.get(ticket["url"]).json()
    assert (seen["state"], seen["units_left"], seen["holder"]) == ("unused", 3, "")
    assert shop.fan.get(stranger["url"]).json()["holder"] == "残る 人"
    assert owner.get(f"/api/customers/{number}/data").status_code == 404
    assert shop.staff("lead").post("/api/customers/U-X/forget", json={}).status_code == 403


def test_an_order_that_waits_for_its_money_must_end_first(small_shop: Shop) -> None:
    small_shop.open(email=MAIL, name=NAME)
    assert "waits for its payment" in mogiri(small_shop, "forget", MAIL, code=1)
    assert "no customer" in mogiri(small_shop, "forget", "nobody@example.com", code=1)
    assert traces(MAIL)


def test_a_restored_backup_does_not_bring_back_who_was_forgotten(small_shop: Shop, tmp_path: Path) -> None:
    small_shop.bought(email=MAIL, name=NAME)
    small_shop.settled()
    mogiri(small_shop, "backup", str(tmp_path / "before.db"))
    assert "1 orders and 1 tickets lose their name" in mogiri(small_shop, "forget", MAIL, "--dry-run")
    assert "is forgotten" in mogiri(small_shop, "forget", MAIL.upper(), "--anyway")
    mogiri(small_shop, "backup", str(tmp_path / "after.db"))
    assert MAIL.encode() in (tmp_path / "before.db").read_bytes()
    assert MAIL.encode() not in (tmp_path / "after.db").read_bytes()
    small_shop.app.state.service.stop()
    database.obj.close_all()
    said = elsewhere(small_shop, small_shop.settings.database, "restore", str(tmp_path / "before.db"), "--over")
    assert "is forgotten again" in said
    assert traces(MAIL, NAME) == []


def test_after_retain_days_names_go_by_themselves_but_for_those_who_agreed_to_mail(shop: Shop) -> None:
    held(shop)
    for who, more in (("gone", {}), ("agreed", {"marketing": True}), ("waits", {"lines": [thing("coffee")]})):
        lines = more.pop("lines", [line()])
        shop.bought(*lines, name=f"{who}さん", email=f"{who}@example.com", **more)
    with database.connection_context():  # a pass without a last day, and units left
        Ticket.update(window_until=None).where(Ticket.item == "coffee").execute()
        before = figures() | {"mail": 0}  # the statement of a month is mailed meanwhile
    shop.at_the_show()
    shop.later(days=89)
    with database.connection_context():
        while retention.work(90, clock.now()):
            pass
    assert traces("gone@example.com"), "a day too early"
    shop.later(days=3)
    with database.connection_context():
        while retention.work(90, clock.now()):
            pass
        left = {email for (email,) in rows(Customer.select(Customer.email)) if "@" in email}
        names = {name for (name,) in rows(Order.select(Order.name))}
        assert left == {"agreed@example.com", "waits@example.com"}
        assert names == {"", "agreedさん", "waitsさん"}
        assert figures() | {"mail": 0} == before
    assert traces("gone@example.com", "goneさん") == []


@pytest.fixture
def crowd(small_shop: Shop) -> Shop:
    for number in range(4):
        small_shop.bought(
            line(quantity=number % 3 + 1), thing("april"), email=f"p{number}@example.com", name=f"第{number} 人目"
        )
    small_shop.settled()
    return small_shop


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(["forget", "return", "rule"]), st.integers(0, 3)), max_size=6))
def test_deleting_people_leaves_totals_unchanged(crowd: Shop, acts: list[tuple[str, int]]) -> None:
    with database.connection_context():
        before = {**figures(), "customer": 0}
        for act, who in acts:
            email = f"p{who}@example.com"
            if act == "forget":
                erasing.erase(email)
                assert not Customer.select().where(Customer.email == email).exists()
            elif act == "return":
                customers.locked_row(email, "また 来た", "ja", clock.now())
            else:
                retention.work(1, clock.now() + timedelta(days=3650))
        assert {**figures(), "customer": 0} == before
