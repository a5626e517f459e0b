"""A small shop to change and build, through the command as a creator runs it."""

import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import commands

SHOP = Path(__file__).parent.parent / "shop"
SITE = Path(__file__).parent.parent.parent / "site"


class Desk:
    """A creator's folder with a shop in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content, self.output = folder, folder / "content", folder / "_site"
        shutil.copytree(SHOP / "content", self.content)

    def run(self, *args: str) -> Result:
        """``mogiri ARGS`` in this folder."""
        return CliRunner().invoke(commands, args, catch_exceptions=False)

    def build(self, *args: str) -> Result:
        return self.run("build", "--lang", "en", *args)

    def problems(self) -> list[dict[str, Any]]:
        """Everything ``mogiri check`` finds."""
        return list(json.loads(self.run("check", "--json", "--lang", "en").stdout))

    def found(self) -> set[tuple[str, int, str, str]]:
        """The same as (file, line, field, code)."""
        return {(each["file"], each["line"], each["field"], each["code"]) for each in self.problems()}

    def write(self, path: str, text: str) -> None:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def edit(self, path: str, old: str, new: str) -> int:
        """Put ``new`` in place of ``old``; returns the line it begins on."""
        text = (self.content / path).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is not there exactly once"
        (self.content / path).write_text(text.replace(old, new), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    def page(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")

    def catalogue(self) -> dict[str, Any]:
        return dict(json.loads(self.page("catalogue.json")))


def heading(page: str) -> str:
    """The title of a page as it is read: its h1, with nothing in it but text."""
    found = re.findall(r"<h1[^>]*>([^<]*)</h1>", page)
    assert len(found) == 1
    return html.unescape(found[0])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)
