"""Every message exists in every language, and every refusal has its words."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
WORDS = [ROOT / "site" / "words", ROOT / "generator" / "words"]


def keys(table: dict[str, Any], prefix: str = "") -> set[str]:
    """Dotted names of all texts; plural forms count as one."""
    found: set[str] = set()
    for name, value in table.items():
        if isinstance(value, dict) and "other" not in value:
            found |= keys(value, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def language(folder: Path, code: str) -> set[str]:
    files = [*folder.glob(f"{code}.toml"), *folder.glob(f"{code}/*.toml")]
    assert files, f"no words in {folder} for {code}"
    return set().union(*(keys({file.stem: tomllib.loads(file.read_text("utf-8"))}) for file in files))


@pytest.mark.parametrize("folder", WORDS, ids=["site", "generator"])
def test_japanese_and_english_say_the_same_things(folder: Path) -> None:
    japanese, english = ({re.sub(r"^(ja|en)\.", "", key) for key in language(folder, code)} for code in ("ja", "en"))
    assert japanese == english


def test_words_for_passes_count_no_sheets() -> None:
    """A pass is bought by the book (冊) and used by the time (回); 枚 is a ticket or a voucher."""
    said = (file.read_text("utf-8") for file in (ROOT / "site" / "words" / "ja").glob("*.toml"))
    counting = [text for words in said for text in re.findall(r"^\w+_pass = .*$", words, re.MULTILINE)]
    assert len(counting) > 20, "the test looks at the right thing"
    assert [text for text in counting if "枚" in text] == []


def test_every_refusal_has_its_words() -> None:
    raised = {
        node.args[0].value
        for file in (ROOT / "webhook").rglob("*.py")
        if "stripe" not in file.parts
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args
        if isinstance(node.args[0], ast.Constant)
    }
    assert len(raised) > 20, "the test looks at the right thing"
    raised |= {"not_yet", "ended", "paused", "closed", "few_left", "sold_out", "show_staff"}
    assert raised <= {key.removeprefix("refusals.") for key in language(WORDS[0], "ja") if key.startswith("refusals.")}
