"""The shop's own data: backups of a running shop, everything in plain files and back, customers from a file."""

import csv
import json
import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx2
import pytest
from peewee import CharField, JSONField, TextField

from tests.support import postgres
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import held
from tests.webhook.living import BEFORE, THAT_DAY, Life, total
from tests.webhook.terminal import elsewhere, mogiri
from tests.webhook.test_adding_up import FIRST, agree
from webhook import clock
from webhook.database import connect, database
from webhook.keeping import carrying, columns, downloading, exporting
from webhook.ledger import news, sealing
from webhook.models import TABLES, Customer, LedgerEntry, Mark, Sealed, Ticket
from webhook.tally import reading

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def spare(tmp_path: Path, request: pytest.FixtureRequest, database_url: str) -> Iterator[str]:
    """A second, empty database of the same kind as the shop's."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'spare' / 'mogiri.db'}"
        return
    with postgres.fresh(request.getfixturevalue("postgres_server"), f"spare_{tmp_path.name[-20:]}") as url:
        yield url


def busy(shop: Shop) -> dict[str, Any]:
    """A shop in which everything has happened once; returns a ticket that was stamped in part."""
    ticket = shop.ticket(line(quantity=4), line(ticket="student"), name=FORMULA, email="hana@example.com")
    shop.bought(line(session="sat"), thing("coffee"))
    cancelled = shop.ticket(line(session="sat", quantity=2))
    assert shop.fan.post(f"{cancelled['url']}/cancel", json={}).status_code == 200
    shop.at_the_show()
    shop.staff().post("/api/stamps", json={"door_code": ticket["door_code"], "units": 3, "nonce": "first"})
    assert shop.owner().post("/api/coupons/thanks/send", json={"to": ["friend@example.com"]}).status_code == 201
    shop.settled()
    shop.posted()
    return ticket


@contextmanager
def at(url: str, shop: Shop) -> Iterator[None]:
    """Look at another database for a moment; the shop's workers end first, who would look there, too."""
    shop.app.state.service.stop()
    own, opened = database.obj, connect(url)
    try:
        with opened.connection_context():
            yield
    finally:
        opened.close_all()
        database.initialize(own)


def figures(*, ledger: bool = False) -> dict[str, int]:
    """The rows of every table, and the sums of units and money."""
    behind = {Mark} if ledger else {Mark, LedgerEntry, Sealed}  # a worker writes these when it finds the time
    rows = {carrying.name_of(table): carrying.count(table) for table in TABLES if table not in behind}
    return rows | exporting.totals()


def test_every_column_of_text_is_known_to_be_secret_personal_or_plain() -> None:
    told = columns.SECRET.keys() | columns.PERSONAL | columns.PLAIN
    texts = {
        (carrying.name_of(table), field.name)
        for table in TABLES
        for field in table._meta.sorted_fields
        if isinstance(field, CharField | TextField | JSONField)
    }
    assert texts - told == set(), "say in webhook/keeping/columns.py what these columns hold"
    assert told - texts == set(), "these columns are no more"


def test_S3_16_everything_goes_out_and_comes_back_with_equal_counts(shop: Shop, spare: str, tmp_path: Path) -> None:
    held(shop)
    ticket = busy(shop)
    life = Life(shop, random.Random(16), Counter())
    for step in [*FIRST, *BEFORE, "buy", "pass_", "tap", "share", "give"]:
        life.step(step)
    life.open_doors()
    for step in THAT_DAY:
        life.step(step)
    shop.bought(thing("coffee"), name=FORMULA)
    feed = life.feed()
    agree(life)
    shop.settled()
    shop.posted()
    with database.connection_context():
        before, tally = figures(ledger=True), reading.read(clock.now())
    assert all(before[name] for name in ("gift", "share", "refund", "stamp", "old_code", "ledger_entry")), before
    said = mogiri(shop, "export", "all", str(tmp_path / "out"), "--secrets")
    assert "Exported" in said
    assert "links in mails work" in said
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["totals"]["used"] == total(feed.values())[1] > 5
    with (tmp_path / "out" / "csv" / "orders.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"'{FORMULA}" in {row["name"] for row in rows}, "a spreadsheet must not run what a stranger typed"
    assert len(rows) == before["orders"]

    assert "Can be read in" in elsewhere(shop, spare, "import", str(tmp_path / "out"), "--dry-run")
    assert f"{manifest['totals']['issued']} units issued, {total(feed.values())[1]} used" in elsewhere(
        shop, spare, "import", str(tmp_path / "out")
    )
    with at(spare, shop):
        assert [note.kind for note in news.look(9)[1]] == [news.EVERYTHING], (
            "one comparison instead of a look at each row"
        )
        assert figures(ledger=True) == before
        assert reading.read(clock.now()) == tally, "to the last cell, holder and quarter of an hour"
        assert Sealed.delete().where(Sealed.kind == "customer").execute(), "as in a shop of before customers were told"
        sealing.seal_all()
        assert Sealed.select().count() == before["sealed"], "what the export did not know is found by comparing"
        assert Ticket.get(Ticket.owner_token == ticket["url"].split("/")[-1]).door_code == ticket["door_code"]
        assert Customer.create(number="U-NEW", email="n@example.com", name="", locale="ja", created_at=clock.now()).id
    assert "new, empty shop" in elsewhere(shop, spare, "import", str(tmp_path / "out"), code=1)
    assert "every figure agrees" in elsewhere(shop, spare, "ledger", "check")


def test_S3_16_without_secrets_links_are_new_and_nothing_opens(small_shop: Shop, tmp_path: Path) -> None:
    ticket = busy(small_shop)
    out = tmp_path / "out.zip"
    assert "no secrets" in mogiri(small_shop, "export", "all", str(out))
    with ZipFile(out) as packed:
        text = b"".join(packed.read(name) for name in packed.namelist()).decode()
    with database.connection_context():
        before = figures()
        opening = [ticket["door_code"], *[each.owner_token for each in Ticket.select()]]
    assert not [secret for secret in opening if secret in text]
    spare = f"sqlite:///{tmp_path / 'spare.db'}"
    assert "new links" in elsewhere(small_shop, spare, "import", str(out))
    with at(spare, small_shop):
        assert figures() == before | {"keyring": 0}
        assert not {each.owner_token for each in Ticket.select()} & set(opening)


def test_S3_16_the_owner_backs_up_and_takes_everything_along_in_the_browser(
    shop: Shop, spare: str, tmp_path: Path
) -> None:
    ticket = busy(shop)
    owner = shop.owner()
    nothing = owner.get("/api/keeping").json()
    assert (nothing["backup"], nothing["export"]) == (None, None)
    for path in ("/api/backup", "/api/export"):
        assert owner.get(path).status_code == 405, "GET never changes anything"
        assert owner.post(path, headers={"Origin": "https://elsewhere.example"}).json()["error"]["code"] == "csrf"
        assert shop.fan.post(path).status_code == 401
        assert shop.staff("lead").post(path).status_code == 403
    assert shop.staff("lead").get("/api/keeping").status_code == 403
    assert not (shop.settings.data / "backups").exists()

    made = owner.post("/api/backup")
    assert made.status_code == 201, made.text
    file = Path(made.json()["backup"]["place"])
    assert (file.parent, file.stat().st_size) == (shop.settings.data / "backups", made.json()["backup"]["bytes"])
    assert file.stat().st_mode & 0o077 == 0, "it names people"

    before = set(tmp_path.rglob("*"))
    taken = {}
    for secrets in ("", "secrets=1"):
        answer = owner.post("/api/export", content=secrets)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{nothing["file"]}"'
        taken[secrets] = tmp_path / f"taken{secrets}.zip"
        taken[secrets].write_bytes(answer.content)
    assert set(tmp_path.rglob("*")) - before == set(taken.values()), "nothing of it stays on the machine"
    with ZipFile(taken[""]) as packed:
        assert ticket["door_code"].encode() not in b"".join(packed.read(name) for name in packed.namelist())
        assert json.loads(packed.read("manifest.json"))["secrets"] is False
        assert b"hana@example.com" in packed.read("csv/customer.csv")
    with database.connection_context():
        rows = figures()
    known = owner.get("/api/keeping").json()
    assert known["export"]["secrets"] is True
    assert known["backup"] == made.json()["backup"]
    assert "Read in" in elsewhere(shop, spare, "import", str(taken["secrets=1"]))
    with at(spare, shop):
        assert figures() == rows
        assert Ticket.get(Ticket.owner_token == ticket["url"].split("/")[-1]).door_code == ticket["door_code"]


def test_S3_16_a_download_waits_for_its_reader_and_breaks_off_when_it_cannot_be_whole(
    small_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(small_shop)
    owner = small_shop.owner()
    whole = len(owner.post("/api/export").content)
    monkeypatch.setattr(downloading, "PIECE", 64)
    read, before = 0, threading.active_count()
    pieces = downloading.pieces(secrets=False)
    read += len(next(pieces))
    assert read + 64 * 2 * downloading.AHEAD < whole, "the test looks right"
    making = next(each for each in threading.enumerate() if each.name == "mogiri-export")
    making.join(0.2)
    assert making.is_alive(), "it waits for whoever reads"
    pieces.close()
    making.join(10)
    assert not making.is_alive(), "and ends when nobody does"
    assert threading.active_count() <= before

    def breaks() -> dict[str, int]:
        raise RuntimeError("no figures")

    monkeypatch.setattr(exporting, "totals", breaks)
    asked = owner.get("/api/keeping").json()["export"]
    with pytest.raises(httpx2.RemoteProtocolError):
        owner.post("/api/export")
    assert owner.get("/api/keeping").json()["export"] == asked


def test_S0_19_data_that_begins_on_a_day_says_so(small_shop: Shop, tmp_path: Path) -> None:
    ticket = small_shop.ticket()
    mogiri(small_shop, "export", "all", str(tmp_path / "out"))
    spare = f"sqlite:///{tmp_path / 'spare.db'}"
    said = elsewhere(small_shop, spare, "import", str(tmp_path / "out"), "--since", "2035-04-01", code=1)
    assert f"{ticket['id']} was issued before" in said
    elsewhere(small_shop, spare, "import", str(tmp_path / "out"), "--since", "2018-02-16")
    with at(spare, small_shop):
        assert small_shop.usage()["since"] == "2018-02-16T00:00:00+09:00", "the day begins in the shop's zone"
    assert small_shop.usage()["since"] is None


def test_a_backup_is_of_one_moment_while_the_service_sells(shop: Shop, spare: str, tmp_path: Path) -> None:
    first = shop.ticket(email="early@example.com")
    over = threading.Event()

    def sell() -> None:
        while not over.is_set():
            shop.bought(thing("april"))

    selling = threading.Thread(target=sell)
    selling.start()
    try:
        file = tmp_path / ("copy.db" if shop.settings.database.startswith("sqlite") else "copy.zip")
        assert "Backup written" in mogiri(shop, "backup", str(file))
    finally:
        over.set()
        selling.join()
    assert file.stat().st_mode & 0o077 == 0, "it names people"
    with database.connection_context():
        sold = Ticket.select().count()
        assert Mark.get(Mark.name == "backup").facts["file"] == file.name
    assert "running on this database" in elsewhere(shop, shop.settings.database, "restore", str(file), "--over", code=1)

    assert "is the shop's database now" in elsewhere(shop, spare, "restore", str(file))
    with at(spare, shop):
        assert 0 < Ticket.select().count() <= sold
        units = sum(each.units for ticket in Ticket.select() for each in ticket.lines)
        assert exporting.totals()["issued"] == units, "no ticket without its lines"
        assert Ticket.get(Ticket.door_code == first["door_code"]).customer.email == "early@example.com"
    assert "add --over" in elsewhere(shop, spare, "restore", str(file), code=1)
    assert "is kept as" in elsewhere(shop, spare, "restore", str(file), "--over")


def test_a_backup_in_the_common_form_moves_from_sqlite_to_postgresql(
    small_shop: Shop, tmp_path: Path, postgres_server: str
) -> None:
    busy(small_shop)
    mogiri(small_shop, "backup", str(tmp_path / "copy.zip"))
    with database.connection_context():
        before = figures()
    with postgres.fresh(postgres_server, f"moved_{tmp_path.name[-20:]}") as url:
        elsewhere(small_shop, url, "restore", str(tmp_path / "copy.zip"))
        with at(url, small_shop):
            assert figures() == before


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01')")


@pytest.mark.parametrize(("harm", "said"), [(_cut, "damaged"), (_newer, "newer version")])
def test_a_bad_backup_is_refused_before_anything_changes(
    small_shop: Shop, tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    small_shop.bought()
    copy, spare = tmp_path / "copy.db", tmp_path / "spare.db"
    mogiri(small_shop, "backup", str(copy))
    assert "is there already" in mogiri(small_shop, "backup", str(copy), code=1)
    harm(copy)
    assert said in elsewhere(small_shop, f"sqlite:///{spare}", "restore", str(copy), code=1)
    assert not spare.exists()


def test_S3_27_customers_come_from_a_file_or_every_wrong_line_is_named(small_shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "guests.csv"
    file.write_text(
        "email,name,marketing,shoe\nnobody,A,,\nb@example.com,B,yes,\nb@example.com,B,2035-01-01,\n", "utf-8"
    )
    said = mogiri(small_shop, "import", str(file), code=1)
    for part in (
        "no column shoe",
        "Line 2: “nobody”",
        "Line 3: “yes” is no day",
        "Line 4: “2035",
        "Nothing was taken in",
    ):
        assert part in said
    small_shop.bought(email="known@example.com", name="元の名前")
    file.write_bytes(
        "email,name,phone,tags,marketing\nKNOWN@example.com,別名,03-1,常連,\nnew@example.com,新しい人,,,2026-04-01\n".encode(
            "cp932"
        )
    )
    assert "1 new, 1 known" in mogiri(small_shop, "import", str(file), "--dry-run")
    assert "1 new, 1 known" in mogiri(small_shop, "import", str(file))
    with database.connection_context():
        known, new = (Customer.get(Customer.email == f"{who}@example.com") for who in ("known", "new"))
    assert (known.name, known.phone, known.tags, known.marketing_at) == ("元の名前", "03-1", "常連", None)
    assert (new.name, new.marketing_at.date().isoformat()) == ("新しい人", "2026-04-01")
    file.write_bytes("\r\nemail;name;\rwide@example.com;広い名前;\r".encode("utf-16"))
    assert "1 new, 0 known" in mogiri(small_shop, "import", str(file), "--dry-run"), "as other spreadsheets write it"
    for broken in (b"\xff\xfe\x00", b'email,name\na@example.com,"open\n', b"email\n" + b"a" * 200_000):
        file.write_bytes(broken)
        assert "could not be read" in mogiri(small_shop, "import", str(file), code=1)
