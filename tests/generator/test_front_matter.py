"""Front matter that cannot be read is a problem with its line, whatever the bytes."""

import json
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.cli import commands
from tests.generator.conftest import Desk

GOOD = "---\ntitle: 問い\nmenu: yes\n---\n\n本文\n"


def _codes(desk: Desk, data: bytes) -> list[tuple[int, str]]:
    (desk.content / "pages" / "one.md").write_bytes(data)
    return [(each["line"], each["code"]) for each in desk.problems()]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
    ],
    ids=["plain", "byte order mark", "Windows", "old Mac"],
)
def test_any_line_ending_and_a_byte_order_mark(desk: Desk, data: bytes) -> None:
    assert _codes(desk, data) == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(1, "no_front_matter")]),
        ("title: 問い\n", [(1, "no_front_matter")]),
        ("---\ntitle: 問い\n本文\n", [(1, "unclosed")]),
        ("---\n---\n", [(1, "required")]),
        ("---\ntitle:\n---\n", [(2, "empty")]),
        ("---\ntitle: 問い\ntitle: 答え\n---\n", [(3, "twice")]),
        ("---\ntitle: 問い\n\tmenu: yes\n---\n", [(3, "tab")]),
        ("---\ntitle:問い\n---\n", [(2, "no_space")]),
        ("---\ntitle：問い\n---\n", [(2, "wide_colon")]),
        ("---\ntitle:　問い\n---\n", [(2, "wide_space")]),
        ("---\nmenu: yes\ntitle: 冬: 夜の部\n---\n", [(3, "colon_inside")]),
        ("---\ntitle: @home\n---\n", [(2, "needs_quotes")]),
        ('---\ntitle: "冬" の夜\n---\n', [(2, "needs_quotes")]),
        ("---\nmenu: yes\ntitle: [問い\n---\n", [(3, "bracket")]),
        ("---\ntitle: {ja: 問い\nmenu: yes\n---\n", [(2, "bracket")]),
        ("---\nmenu: yes\ntheme: {accent: #c33}\ntitle: 問い\n---\n", [(3, "hidden")]),
        ("---\ntitle: 問い\nx: [1, #c33, #fff]\n---\n", [(3, "hidden")]),
        ("---\ntitle: {ja: 問い # 仮の題\nmenu: yes\n---\n", [(2, "bracket")]),
        ("---\nx: # { in a remark\n  -a: 1\n    b: 2\n---\n", [(3, "dash")]),
        ("---\ntitle: 問い\n  menu: yes\n---\n", [(3, "indent")]),
        ("---\nx:\n  - a: 1\n   b: 2\n---\n", [(4, "indent")]),
        ("---\nx:\n  - a: 1\n      b: 2\n---\n", [(4, "indent")]),
        ("---\n- title\n---\n", [(2, "yaml")]),
        ("---\n? [a]\n: b\ntitle: 問い\n---\n", [(2, "key")]),
        ("---\ntitle: 問い\ntilte: 問い\n---\n", [(3, "unknown_near")]),
        ("---\ntitle: 問い\n-\n---\n", [(3, "yaml")]),
        ("---\ntitle: 問い\nxyzzy: 問い\n---\n", [(3, "unknown")]),
        ("---\ntilte: 問い\n---\n", [(2, "unknown_near")]),
        ("---\ntitle: *nobody\n---\n", [(2, "needs_quotes")]),
        ("---\na: &a [*a]\ntitle: 問い\n---\n", [(2, "unknown")]),
        ("---\ntitle: !!python/object:os.system 問い\n---\n", []),
        ("---\ntitle: " + "[" * 3000 + "\n---\n", [(2, "too_deep")]),
        ("---\ntitle: " + "- " * 3000 + "\n---\n", [(2, "yaml")]),
        ("---\n" + "- " * 30000 + "a\n---\n", [(2, "too_deep")]),
    ],
)
def test_what_cannot_be_read(desk: Desk, text: str, problems: list[tuple[int, str]]) -> None:
    assert _codes(desk, text.encode()) == problems


def test_other_encodings_are_named_with_their_line(desk: Desk) -> None:
    assert _codes(desk, b"---\nmenu: yes\n" + "title: 問い\n---\n".encode("cp932")) == [(3, "encoding")]
    assert _codes(desk, GOOD.encode("utf-16")) == [(1, "encoding")]


def test_every_problem_of_every_file_is_told_at_once(desk: Desk) -> None:
    one = desk.edit("events/live.md", "venue: hall", "vanue: hall")
    two = desk.edit("passes/coffee.md", "uses: 10", "uses: ten")
    shown = desk.build()
    assert shown.exit_code == 1
    assert f"content/events/live.md:{one}: vanue: There is no key “vanue”. Did you mean venue?" in shown.stderr
    assert f"content/passes/coffee.md:{two}: uses:" in shown.stderr
    assert "Traceback" not in shown.output


_RULES = ["uses", "price", "valid", "sessions", "calendar", "tickets", "cancel", "sales", "benefit", "venue", "related"]
_KEYS = st.sampled_from(["title", "image", "tags", *_RULES])
_VALUES = st.recursive(
    st.text(max_size=12)
    | st.sampled_from(["yes", "3,500", "2027-03-05 19:00", "7 days", "30%", "hall", "", "holidays"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS | st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_DOCUMENTS = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="---:[]{}&*!|>'\"%@`#, \n\tab1：　", max_size=120).map(
        lambda text: f"---\n{text}\n---\n".encode()
    ),
    st.dictionaries(_KEYS, _VALUES, max_size=6).map(lambda table: f"---\n{json.dumps(table)}\n---\n".encode()),
)


@settings(max_examples=250, deadline=None)
@example(b"---\n\x00\n---\n")
@example(b'---\ntitle: "\\ud800"\n---\n')
@example(b"---\ntitle: \xf3\xa0\x80\x81\n---\n")
@example("---\ntitle: ²\nuses: ²\nprice: ²\n---\n".encode())
@given(data=_DOCUMENTS)
def test_no_bytes_at_all_make_it_stumble(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder, "content")
        for name in ("events", "passes", "coupons", "pages"):
            (content / name).mkdir(parents=True)
            (content / name / f"{name}.md").write_bytes(data)
        (content / "shop.md").write_bytes(b"---\nname: x\nlanguages: [ja, en]\n---\n")
        (content / "pages" / "pages.en.md").write_bytes(data)
        for language in ("ja", "en"):
            args = ["check", "--content", str(content), "--lang", language]
            result = CliRunner().invoke(commands, args, catch_exceptions=False)
            assert result.exit_code in (0, 1)
        (content / "shop.md").write_bytes(data)
        CliRunner().invoke(commands, args, catch_exceptions=False)
