"""What browsers get of styles and scripts means what its author wrote."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.generator.conftest import SITE, Desk

SCRIPT = """// What it is.
import { say } from "./words.js";

/**
 * @param {Event} event
 */
export function hear(event) {
  // Not with that.
  const where = /** @type {HTMLElement} */ (event.target); // stays
  /** @type {HTMLInputElement} */ (where).value = "// not a comment";
  /* one */
  return say("/* nor this */", `${where}`);
}
"""


def _published(desk: Desk, name: str) -> str:
    address = desk.catalogue()["shop"]["assets"][name]
    return desk.page(address[1:])


@pytest.fixture
def own(desk: Desk) -> Path:
    """A ``site`` folder of the shop's own."""
    (desk.folder / "site" / "styles").mkdir(parents=True)
    (desk.folder / "site" / "scripts").mkdir()
    return desk.folder / "site"


def test_sheets_that_import_are_one_file(desk: Desk, own: Path) -> None:
    (own / "styles" / "a.css").write_text(
        '/* why */\n@layer base {\n  a:hover,\n  p > a * {\n    content: "x > 0.5, / z";\n'
        "    grid-row: 1 / -1;\n    margin: 0.5em -0.25em 10.5em;\n  }\n}\n"
    )
    (own / "styles" / "whole.css").write_text('@import "a.css";\n@import "missing.css";\n@import "a.css";\n')
    assert desk.build().exit_code == 0
    once = '@layer base{a:hover,p>a *{content:"x > 0.5, / z";grid-row:1/-1;margin:.5em -.25em 10.5em}}'
    assert _published(desk, "styles/whole.css") == f'{once}\n@import "missing.css";{once}\n'
    assert _published(desk, "styles/a.css") == f"{once}\n"


def test_a_shops_own_part_takes_the_place_of_ours(desk: Desk, own: Path) -> None:
    (own / "styles" / "colophon.css").write_text(
        "@layer components {\n  .colophon {\n    color: rebeccapurple;\n  }\n}\n"
    )
    assert desk.build().exit_code == 0
    assert "rebeccapurple" in _published(desk, "styles/every-page.css")


def test_scripts_lose_their_comments_only(desk: Desk, own: Path) -> None:
    (own / "scripts" / "mine.js").write_text(SCRIPT)
    assert desk.build().exit_code == 0
    assert _published(desk, "scripts/mine.js").splitlines() == [
        'import { say } from "./words.js";',
        "export function hear(event) {",
        "  const where = /** @type {HTMLElement} */ (event.target); // stays",
        '  /** @type {HTMLInputElement} */ (where).value = "// not a comment";',
        '  return say("/* nor this */", `${where}`);',
        "}",
    ]


def test_a_script_with_a_text_over_several_lines_is_left_alone(desk: Desk, own: Path) -> None:
    script = "const text = `\n// part of the text\n`;\n// a comment\n"
    (own / "scripts" / "mine.js").write_text(script)
    assert desk.build().exit_code == 0
    assert _published(desk, "scripts/mine.js") == script


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_every_script_of_ours_can_still_be_read(desk: Desk) -> None:
    assert desk.build().exit_code == 0
    read = 'for (const text of JSON.parse(require("fs").readFileSync(0))) new (require("vm").SourceTextModule)(text);'
    texts = [_published(desk, f"scripts/{file.name}") for file in (SITE / "scripts").glob("*.js")]
    command = ["node", "--experimental-vm-modules", "--no-warnings", "-e", read]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
