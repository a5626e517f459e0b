"""The commands say everything in both languages, and have words for every problem."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent.parent / "generator"
TABLES: dict[str, Any] = {
    language: tomllib.loads((FOLDER / "words" / f"{language}.toml").read_text("utf-8")) for language in ("ja", "en")
}


def _names(text: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{([a-z]+)\}(?!\})", text))


@pytest.mark.parametrize("section", TABLES["ja"])
def test_both_languages_say_the_same(section: str) -> None:
    japanese, english = TABLES["ja"][section], TABLES["en"][section]
    assert list(japanese) == list(english)
    for key in japanese:
        assert _names(japanese[key]) == _names(english[key]), key


def _codes() -> set[str]:
    """Every word in the code that looks like the code of a problem where one is expected."""
    found = set()
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("problem", "Wrong", "Unfit") and node.args and isinstance(node.args[0], ast.Constant):
                    found.add(node.args[0].value)
                found |= {
                    word.value.value
                    for word in node.keywords
                    if name == "Problem" and word.arg == "code" and isinstance(word.value, ast.Constant)
                }
    return found


def test_every_problem_has_words() -> None:
    codes = _codes()
    assert len(codes) > 60
    assert codes <= set(TABLES["en"]["problem"])
