"""No input makes ``build`` or ``check`` raise: whatever lies in the folder, the answer is pages or problems."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.cli import commands
from generator.writing.keys import keys
from generator.writing.kinds import FOLDERS, SCHEMAS
from tests.generator.conftest import SHOP

EXAMPLES = int(os.environ.get("FUZZ", "0"))
"""``FUZZ=2000`` looks further; without it every run tries the same few."""


def tried(few: int) -> settings:
    """As many examples as the run allows, always the same ones unless ``FUZZ`` asks for more."""
    health = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=EXAMPLES or few,
        deadline=None,
        derandomize=not EXAMPLES,
        database=None,
        suppress_health_check=health,
    )


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder. It stays the same one, so that what no example touched is not built again each time."""
    return tmp_path_factory.mktemp("fuzz") / "content"


def _good(content: Path) -> None:
    """Let the small shop lie in the folder, and nothing else."""
    if content.exists():
        shutil.rmtree(content)
    shutil.copytree(SHOP / "content", content)


def _put(content: Path, name: str, data: bytes) -> None:
    file = content / name
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except (OSError, ValueError):
        pass  # names this machine cannot store cannot be met either


def _stands(content: Path) -> None:
    """``check`` ends in words: exit code 0 or 1, and problems that can be shown, in both languages."""
    for language in ("ja", "en"):
        args = ["check", "--json", "--content", str(content), "--lang", language]
        checked = CliRunner().invoke(commands, args, catch_exceptions=False)
        assert checked.exit_code in (0, 1), checked.output
        for each in json.loads(checked.stdout):
            assert each["message"].strip()
            assert each["line"] >= 1


def _stands_built(content: Path) -> None:
    """``build`` too, and it writes the site or says why not."""
    output = content.parent / "_site"
    shutil.rmtree(output, ignore_errors=True)
    args = ["build", "--content", str(content), "--output", str(output)]
    built = CliRunner().invoke(commands, args, catch_exceptions=False)
    assert built.exit_code in (0, 1), built.output
    assert (output / "catalogue.json").is_file() == (built.exit_code == 0)
    assert built.exit_code == 0 or re.search(r":[0-9]+: ", built.stderr)


KEYS = st.sampled_from(sorted({name for kind in SCHEMAS for key in keys(kind) for name in key.path.split(".")}))
SCALARS = st.sampled_from(
    [
        *("yes", "no", "none", "true", "", "~", "0", "-1", "3500", "3,500", "3500円", "1e9", "²", "١٢", "½", "∞"),
        *("2027-03-05", "2027-03-05 19:00", "2027-02-30", "9999-12-31 23:59", "0001-01-01 00:00", "2027-03-05 25:00"),
        *("18:30", "24:00", "7 days", "7日", "99999 weeks", "30%", "100.5%", "hall", "live", "coffee", "adult", "fri"),
        *("images/poster.png", "../../etc/passwd", "images", "images/\x00", "https://x.example", "https://[", "a@b.c"),
        *(
            "#d7402b",
            "holidays",
            "mon",
            "own",
            "partner",
            "ja",
            "en",
            "JPY",
            "Asia/Tokyo",
            "*x",
            "&x",
            "!!int 3",
            "{",
            "|",
        ),
    ]
)
VALUES = st.recursive(
    SCALARS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | SCALARS, inner, max_size=4),
    max_leaves=10,
)
BODY = st.text(
    st.sampled_from(list("#*_`>-+|[]()!<>{}&\\:/.\"'~=^$ \n\n\t1ab題　\u202e\u200b\x00\x1b")), max_size=120
) | st.lists(
    st.sampled_from(
        [
            "[a](b)", "![a](b)", "[a](../events/live.md)", "[a](faq.md#x)", "![a](../images/poster.png)", "[a]: b",
            "[a][a]", "<b onload=x>", "<script>", "</p>", "&lt;", "&#0;", "&#xD800;", "&nosuch;", "[x](javascript:a)",
            "[x](http://[)", "[x](%00)", "[x](//a)", "[x](/events/%F0)", "> ", "1. ", "- ", "    ", "\n", "\n\n", "***",
            "| a | b |\n|---|---|\n| c |", "```", "~~~\n", "# ", "######## ", "[[[[[[[[", "((((((", "_" * 40, "![" * 20,
            "> " * 60, "- " * 60, "*a **b " * 12, "[" * 60 + "]" * 60, "<" * 40, "\\" * 9,
        ]
    ),
    max_size=14,
).map("".join)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(["events", "passes", "vouchers", "coupons", "pages", "x", "images", "events/deep"]),
    st.text(max_size=6),
).flatmap(
    lambda folder: st.one_of(
        st.sampled_from(
            ["live", "LIVE", "a b", "題", "cart", "en", "..", "a.en", "live.en", "live.fr", "a.b.c", "-", ".x"]
        ),
        st.text(max_size=10),
        st.text("abc.-_ 題é\u0301", max_size=80),
    ).map(lambda name: f"{folder}/{name.replace('/', '')}.md")
)


def _page(table: object, body: str) -> bytes:
    return f"---\n{json.dumps(table, ensure_ascii=False)}\n---\n{body}".encode("utf-8", "surrogatepass")


@tried(40)
@given(files=st.dictionaries(NAMES, st.binary(max_size=300), max_size=4))
@example(files={"events/live.md/x.md": b"", "shop.md": b"\xff"})
@example(files={"shop.en.md": b"---\nlanguages: [xx]\n---\n", "pages/\udcff.md": b"---\ntitle: x\n---\n"})
def test_any_bytes_under_any_name(content: Path, files: dict[str, bytes]) -> None:
    _good(content)
    for name, data in files.items():
        _put(content, name, data)
    _stands(content)


@tried(60)
@given(folder=st.sampled_from(sorted(FOLDERS)), table=st.dictionaries(KEYS, VALUES, max_size=6), body=BODY)
def test_any_front_matter_of_known_keys(content: Path, folder: str, table: dict[str, Any], body: str) -> None:
    _good(content)
    _put(content, f"{folder}/one.md", _page({"title": "題", **table}, body))
    _put(content, f"{folder}/one.en.md", _page(table, body))
    _stands(content)


@st.composite
def _bent(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file of the small shop with a line changed, doubled, moved or cut."""
    files = sorted(file for file in (SHOP / "content").rglob("*.md"))
    file = draw(st.sampled_from(files))
    lines = file.read_text("utf-8").split("\n")
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(lines) - 1))
        line = lines[number]
        head, colon, _ = line.partition(":")
        kind = draw(st.integers(0, 5))
        if kind == 0:
            lines[number] = f"{head}{colon} {draw(SCALARS)}"
        elif kind == 1:
            lines.insert(number, line)
        elif kind == 2:
            lines.insert(draw(st.integers(0, len(lines))), lines.pop(number))
        elif kind == 3:
            lines[number] = line[: draw(st.integers(0, len(line)))]
        elif kind == 4:
            lines[number] = draw(st.sampled_from([" ", "\t", "  - ", "　", "# "])) + line
        else:
            lines[number] = f"{head}{colon} {json.dumps(draw(VALUES), ensure_ascii=False)}"
    text = "\n".join(lines)
    return file.relative_to(SHOP / "content").as_posix(), text.encode("utf-8", "surrogatepass")


@tried(60)
@given(bent=_bent())
@example(bent=("shop.md", b"---\nname: x\ntime_zone: posixrules\n---\n"))
@example(bent=("shop.md", b"---\nname: x\ncurrency: XXX\ntime_zone: right/UTC\nlanguages: [ja, zz]\n---\n"))
def test_a_good_file_with_a_slip(content: Path, bent: tuple[str, bytes]) -> None:
    _good(content)
    _put(content, *bent)
    _stands(content)


@tried(12)
@given(bent=_bent().filter(lambda bent: not bent[0].startswith("shop")), body=BODY)
def test_whatever_passes_is_published(content: Path, bent: tuple[str, bytes], body: str) -> None:
    _good(content)
    _put(content, *bent)
    head = (content / "pages" / "faq.md").read_text("utf-8", "replace").split("---\n")[1:2]
    _put(content, "pages/faq.md", f"---\n{''.join(head)}---\n{body}".encode("utf-8", "surrogatepass"))
    _stands_built(content)


@tried(3)
@given(bent=_bent().filter(lambda bent: bent[0] == "shop.md"))
@example(bent=("shop.md", b"---\nname: '{{ 7 * 7 }}<script>'\nurl: https://x.example\n---\n{{ x }}\n"))
def test_whatever_passes_of_the_shop_is_published(content: Path, bent: tuple[str, bytes]) -> None:
    _good(content)
    _put(content, *bent)
    _stands_built(content)
