"""The command as a process: quick to start, quiet when interrupted, never a traceback."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from generator.cache import FOLDER
from generator.cli import commands, main
from tests.generator.conftest import Desk

ROOT = Path(__file__).parent.parent.parent


def _mogiri(folder: Path, *args: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "MOGIRI"))}
    variables |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", FOLDER: os.environ[FOLDER], **environment}
    command = [sys.executable, "-m", "generator", *args]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.parametrize(
    ("locale", "words"), [("ja_JP.UTF-8", "34ページ"), ("en_GB.UTF-8", "34 pages"), ("C", "34 pages")]
)
def test_the_language_of_the_terminal(desk: Desk, locale: str, words: str) -> None:
    shown = _mogiri(desk.folder, "build", LANG=locale)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(words)


def test_help_names_the_commands_of_generator_and_service(desk: Desk) -> None:
    shown = _mogiri(desk.folder, "--help", LANG="ja_JP.UTF-8").stdout
    for name in ("build", "check", "dev", "new", "serve", "staff", "owner"):
        assert f"  {name} " in shown
    assert "だれでも持てる" in shown
    listed = shown.partition("Commands:\n")[2].splitlines()
    assert [line for line in listed if not re.search("[ぁ-んァ-ン]", line)] == [], "the service's, too, in Japanese"


def test_every_option_of_the_service_explains_itself_in_both_languages(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def options(group: click.Group, above: str) -> Iterator[tuple[str, str]]:
        context = click.Context(group)
        for name in set(group.list_commands(context)) - {"new", "keys", "schema", "build", "check", "dev"}:
            found = group.get_command(context, name)
            assert found
            if isinstance(found, click.Group):
                yield from options(found, f"{above} {name}")
            for each in found.params:
                if isinstance(each, click.Option):
                    yield f"{above} {name} {each.name}", each.help or ""

    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    english = dict(options(commands, "mogiri"))
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    japanese = dict(options(commands, "mogiri"))
    assert (len(japanese) > 25, japanese.keys()) == (True, english.keys())
    assert [place for place, text in japanese.items() if not re.search("[ぁ-んァ-ン]", text)] == []
    assert [place for place, text in english.items() if not re.fullmatch("[ -~’]{8,}", text)] == []
    assert (
        "--no-site                ビルドしたページは"
        in _mogiri(desk.folder, "serve", "--help", LANG="ja_JP.UTF-8").stdout
    )


def test_building_loads_nothing_of_the_service(desk: Desk) -> None:
    program = (
        "import sys\nfrom generator.cli import commands\n"
        "commands.main(['build'], standalone_mode=False)\n"
        "heavy = {'starlette', 'uvicorn', 'peewee', 'stripe', 'segno', 'watchdog', 'jpholiday'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], cwd=desk.folder, env=environment, check=True, timeout=100)


def test_starting_loads_nothing_of_the_build() -> None:
    program = (
        "import sys\nimport generator.cli\n"
        "heavy = {'jinja2', 'markdown', 'yaml', 'babel', 'PIL', 'starlette', 'peewee', 'stripe'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True, timeout=60)


def test_a_slip_in_the_words_of_the_pages_has_its_line(desk: Desk) -> None:
    words = desk.folder / "site" / "words" / "ja"
    words.mkdir(parents=True)
    (words / "common.toml").write_text("home = 'ok'\nnot toml", "utf-8")
    shown = desk.build()
    assert shown.exit_code == 1
    assert shown.stderr.startswith("site/words/ja/common.toml:2: The words cannot be read from here on.")


def test_what_nobody_foresaw_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stumble(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a stone")

    monkeypatch.setattr("generator.build.check", stumble)
    monkeypatch.setattr(sys, "argv", ["mogiri", "check"])
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "思いがけない誤りで止まりました: RuntimeError: a stone" in capsys.readouterr().err
    monkeypatch.setenv("MOGIRI_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main()


def test_a_folder_that_cannot_be_written(desk: Desk) -> None:
    (desk.folder / "file").write_text("", "utf-8")
    shown = _mogiri(desk.folder, "build", "--output", "file/site", LANG="en")
    assert (shown.returncode, "Traceback" in shown.stderr) == (1, False)
    assert "could not be used" in shown.stderr
