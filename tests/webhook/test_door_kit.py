"""``mogiri door-kit``: an evening on paper."""

import re
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from tests.support.goods import HALL, LIVE, SHOW, stocked
from tests.webhook.conftest import Shop, line
from webhook import clock
from webhook.cli import service as commands
from webhook.database import database
from webhook.models import Shift, Ticket

ROW = re.compile(
    r'<tr>\s*<td class="boxes">(.*?)</td>\s*<th scope="row">(.*?)</th>\s*<td class="digits">(.*?)</td>', re.DOTALL
)


@pytest.fixture
def terminal(small_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A terminal beside the running shop."""
    monkeypatch.setenv("MOGIRI_DATA", str(small_shop.settings.data))
    monkeypatch.setenv("MOGIRI_SITE", str(small_shop.settings.site))
    monkeypatch.setenv("DATABASE_URL", small_shop.settings.database_url)
    monkeypatch.setenv("MOGIRI_URL", "https://t.trial.example")
    return small_shop


def kit(tmp_path: Path, *words: str) -> tuple[int, str]:
    file = tmp_path / "kit.html"
    with patch("webhook.database.connect", lambda _: database.obj):  # the service of this process goes on using it
        result = CliRunner().invoke(commands, ["door-kit", *words, "--output", str(file)])
    return result.exit_code, file.read_text("utf-8") if result.exit_code == 0 else result.output


def test_S3_14_the_kit_has_all_that_a_door_without_power_needs(terminal: Shop, tmp_path: Path) -> None:
    second = terminal.ticket(line(quantity=3), line(ticket="student"), name="渡辺")
    first = terminal.ticket(name="安部")
    gone, other = terminal.ticket(name="消えた人"), terminal.ticket(line(session="sat"), name="別の日の人")
    clock.set_to(SHOW - timedelta(hours=1))
    terminal.staff().post("/api/stamps", json={"door_code": second["door_code"], "units": 1})
    with database.connection_context():
        Ticket.update(cancelled_at=clock.now()).where(Ticket.number == gone["id"]).execute()
    status, page = kit(tmp_path, "live", "fri")
    assert status == 0
    rows = ROW.findall(page)
    wanted = [(each["holder"], f"{each['six_digit'][:3]} {each['six_digit'][3:]}") for each in (first, second)]
    assert [(name, digits) for _, name, digits in rows] == wanted, "sorted by name"
    assert (rows[1][0].count("<i>"), rows[1][0].count("<i data-used>")) == (3, 1), "a box for everybody"
    for left_out in (
        "消えた人",
        "別の日の人",
        other["six_digit"],
        second["door_code"],
        "<script",
        'src="',
    ):
        assert left_out not in page, left_out
    with database.connection_context():
        shift = Shift.get(Shift.item == "live")
    assert f"https://t.trial.example/staff/#code={shift.code}" in page
    assert kit(tmp_path, "live", "fri")[1].count(shift.code) == page.count(shift.code), "printed again it is the same"
    now = next(each["word"] for each in terminal.staff().get("/api/door").json()["sessions"] if each["item"] == "live")
    told = rf"<time>18:00</time> <span [^>]*></span> <strong>{now['word']}</strong> <span>{now['colour']}"
    assert re.search(told, page), "the word that staff see at that time"
    assert page.count('class="sheet-a4 sign"') == 3
    assert "At the door" in page
    assert "受付の手順" in page


def test_a_kit_of_nothing_is_refused_in_words(terminal: Shop, tmp_path: Path) -> None:
    stocked(terminal.settings.site, (LIVE, HALL))
    assert "nothing" in kit(tmp_path, "nothing", "fri")[1]
    assert "mon" in kit(tmp_path, "live", "mon")[1]
    assert kit(tmp_path, "live")[0] == 1
    clock.set_to(SHOW + timedelta(days=2))
    assert kit(tmp_path, "live", "fri")[0] == 1
