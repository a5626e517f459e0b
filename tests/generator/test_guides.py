"""The guides are true: examples build, links lead somewhere, rules are all named, and commands are real ones."""

import re
import shutil
from pathlib import Path

import pytest

from generator.cli import commands
from generator.problems import RULES
from tests.generator.conftest import SITE, Desk

ROOT = SITE.parent
DOCS = ROOT / "docs"
GUIDES = ["creators.ja.md", "creators.md"]
OTHERS = [
    *("keys.ja.md", "keys.md", "service.ja.md", "service.md"),
    *("data.ja.md", "data.md", "systems.ja.md", "systems.md", "door.ja.md", "door.md"),
]


def _read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("name", GUIDES)
def test_the_examples_build_together(desk: Desk, name: str) -> None:
    examples = re.findall(r"^`content/([^`]+\.md)`:\n\n```markdown\n(.*?)```$", _read(name), re.MULTILINE | re.DOTALL)
    assert {path.split("/")[0] for path, _ in examples} == {"events", "passes", "vouchers", "coupons", "pages"}
    for folder in ("events", "passes", "vouchers", "coupons", "pages"):
        shutil.rmtree(desk.content / folder)
    for path, text in examples:
        desk.write(path, text)
    language = "en" if name == "creators.md" else "ja"
    desk.edit("shop.md", "languages: [ja, en]", f"languages: [{language}, {'ja' if language == 'en' else 'en'}]")
    (desk.content / "shop.en.md").unlink()
    desk.edit("shop.md", "[ライブ](events/live.md)", "ライブ")
    errors = [each for each in desk.problems() if each["level"] == "error"]
    assert errors == []
    assert desk.build("--now", "2027-06-15T12:00").exit_code == 0
    assert len(desk.catalogue()["items"]) == 5


@pytest.mark.parametrize("name", [*GUIDES, *OTHERS, "../README.md"])
def test_links_and_pictures_of_the_guides_are_there(name: str) -> None:
    text = re.sub(r"```.*?```", "", _read(name), flags=re.DOTALL)
    text = re.sub(r"`[^`\n]+`", "", text)
    places = {_anchor(heading) for heading in re.findall("^#+ (.+)$", text, re.MULTILINE)}
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    assert targets or name.startswith("keys")
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in places, target
        elif not target.startswith("https://"):
            assert (DOCS / name).parent.joinpath(target.partition("#")[0]).resolve().is_file(), target


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_guide_is_there_in_both_languages_and_shows_the_same_commands() -> None:
    named = {file.name for file in DOCS.glob("*.md")}
    assert named == {*GUIDES, *OTHERS}
    for name in named:
        if not name.endswith(".ja.md"):
            ours, theirs = (_commands(each) for each in (name, name.replace(".md", ".ja.md")))
            assert ours == theirs, name


def _commands(name: str) -> list[str]:
    """The lines of its code blocks for a terminal, without what is said about them."""
    blocks = re.findall(r"^```sh\n(.*?)^```", _read(name), re.DOTALL | re.MULTILINE)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("name", GUIDES)
def test_every_rule_of_law_is_explained(name: str) -> None:
    explained = set(re.findall(r"^\| ([EW]-[A-Z0-9-]+) \|", _read(name), re.MULTILINE))
    assert explained == set(RULES.values())


@pytest.mark.parametrize("name", [*GUIDES, *(each for each in OTHERS if not each.startswith(("door", "systems")))])
def test_the_guides_name_real_commands_only(name: str) -> None:
    """Every ``mogiri WORD`` in code is a command, and every ``--option`` after it one of its options."""
    text = _read(name)
    lines = re.findall(r"`(mogiri [^`]+)`", text) + re.findall(r"^\s*(mogiri .+)$", text, re.MULTILINE)
    runs = [run.split("#")[0].split() for line in lines for run in line.split("&&")]
    assert len(runs) >= 1
    for _, word, *rest in runs:
        command = commands.get_command(None, word)  # type: ignore[arg-type]
        assert command is not None, word
        inner = getattr(command, "commands", {}).get(rest[0]) if rest else None
        known = {option for each in (command, inner) if each for part in each.params for option in part.opts}
        assert {each for each in rest if each.startswith("--")} <= known, (word, rest)


def test_both_guides_have_the_same_parts() -> None:
    japanese, english = (re.findall(r"^(#+) ", _read(name), re.MULTILINE) for name in GUIDES)
    assert japanese == english


def test_the_pictures_are_small_enough_to_wait_for() -> None:
    for file in Path(DOCS, "pictures").iterdir():
        assert file.stat().st_size < 400_000, file.name
