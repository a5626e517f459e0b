"""What the shop's own settings change on its pages, and that a file is all it takes to sell something else."""

import pytest

from tests.generator.conftest import Desk

MATCH = """title: 秋の交流戦
venue: hall
sessions:
  - {starts: 2027-10-10 14:00, doors: 13:00, ends: 16:00, stock: 300}
tickets:
  - {id: home, name: ホーム自由席, price: 1500}
  - {id: away, name: アウェイ自由席, price: 1500}
cancel:
  - {until: 7 days, fee: 0%}
"""


@pytest.mark.parametrize(
    ("line", "japanese", "english"),
    [
        ("", "休日設定", "Closed days"),
        ("\ntype: restaurant", "特別日設定", "Special days"),
        ("\ntype: admission", "特定日設定", "Particular days"),
    ],
)
def test_S4_08_the_closed_day_is_called_as_the_shops_type_calls_it(
    desk: Desk, line: str, japanese: str, english: str
) -> None:
    desk.edit("shop.md", "name: 試し座", f"name: 試し座{line}")
    assert desk.build().exit_code == 0
    assert f">{japanese}</h2>" in desk.page("owner/index.html")
    assert f">販売の停止と{japanese}</h1>" in desk.page("owner/index.html")
    assert f">{english}</h2>" in desk.page("en/owner/index.html")


def test_S4_02_owners_see_whom_to_ask(desk: Desk) -> None:
    desk.edit("shop.md", "help@trial.example", "ask@trial.example")
    desk.build()
    page = desk.page("owner/index.html")
    assert 'href="mailto:ask@trial.example"' in page
    assert 'href="tel:0300000000"' in page


def test_S3_01_a_match_is_an_event_like_any_other(desk: Desk) -> None:
    desk.write("events/match.md", f"---\n{MATCH}---\n\n## 対戦\n\n- ホーム 京島\n- ビジター 曳舟\n")
    assert desk.build().exit_code == 0
    page = desk.page("events/match/index.html")
    for words in ("ホーム自由席", "アウェイ自由席", "ホーム 京島", "ビジター 曳舟"):
        assert words in page
