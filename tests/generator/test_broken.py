"""Thirty files with one mistake each: one build names all thirty, with the line, and publishes nothing."""

import io
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from generator.phrases import phrase
from tests.generator.conftest import Desk

BROKEN = Path(__file__).parent.parent / "data" / "broken" / "content"

MISTAKES: Mapping[str, tuple[int, str, str]] = {
    "events/tab.md": (8, "", "tab"),
    "events/wide-colon.md": (3, "venue", "wide_colon"),
    "events/wide-space.md": (3, "", "wide_space"),
    "events/no-space.md": (3, "venue", "no_space"),
    "events/colon-inside.md": (4, "summary", "colon_inside"),
    "events/unclosed.md": (1, "", "unclosed"),
    "pages/no-front-matter.md": (1, "", "no_front_matter"),
    "events/near-key.md": (3, "vanue", "unknown_near"),
    "events/unknown-key.md": (4, "smoke_machine", "unknown"),
    "events/missing-title.md": (1, "title", "required"),
    "events/bad-date.md": (5, "starts", "no_such_date"),
    "events/gap.md": (5, "starts", "no_such_time"),
    "events/comma-price.md": (9, "price", "number_plain"),
    "events/both-dates.md": (4, "calendar", "sessions_and_calendar"),
    "events/tier-order.md": (12, "until", "tier_order"),
    "events/unknown-venue.md": (3, "venue", "venue_unknown"),
    "events/unknown-channel.md": (4, "channels", "channel_unknown"),
    "events/unknown-related.md": (6, "related", "related_unknown"),
    "events/missing-image.md": (4, "image", "image_missing"),
    "events/gif-as-png.md": (4, "image", "image_type"),
    "events/twice.md": (1, "", "id_twice"),
    "events/plain.en.md": (5, "venue", "rule_in_translation"),
    "events/doors.md": (6, "doors", "doors_late"),
    "events/Bad Name.md": (1, "", "file_name"),
    "pages/twice.md": (1, "", "id_twice"),
    "pages/dead-link.md": (7, "", "dead_link"),
    "pages/alone.en.md": (1, "", "lone_translation"),
    "pages/half-saved.md": (4, "", "encoding"),
    "pages/utf16.md": (1, "", "encoding"),
    "coupons/valid-both.md": (4, "valid", "valid_both"),
}
"""The one mistake of each file: line, key, code."""


@pytest.fixture
def broken(desk: Desk) -> Desk:
    """A published shop whose content was then replaced by one with nothing but mistakes."""
    assert desk.build().exit_code == 0
    shutil.rmtree(desk.content)
    shutil.copytree(BROKEN, desk.content)
    (desk.content / "images").mkdir()
    picture = io.BytesIO()
    Image.new("P", (4, 4)).save(picture, "gif")
    (desk.content / "images" / "moving.png").write_bytes(picture.getvalue())
    page = "---\ntitle: 問い\n---\n\n"
    (desk.content / "pages" / "utf16.md").write_bytes(page.encode("utf-16"))
    # An editor that crashed: the first lines as they were, the rest in the old encoding.
    half = b"---\nmenu: yes\norder: 3\n" + "title: 問い\n---\n".encode("cp932")
    (desk.content / "pages" / "half-saved.md").write_bytes(half)
    # A byte order mark and Windows line ends are no mistakes.
    (desk.content / "pages" / "windows.md").write_bytes(b"\xef\xbb\xbf" + page.replace("\n", "\r\n").encode())
    return desk


def _site(desk: Desk) -> dict[str, tuple[int, bytes]]:
    files = (file for file in desk.output.rglob("*") if file.is_file())
    return {str(file): (file.stat().st_mtime_ns, file.read_bytes()) for file in files}


def test_there_are_thirty() -> None:
    assert len(MISTAKES) == 30


def test_each_mistake_is_told_with_its_line_and_key(broken: Desk) -> None:
    errors = [each for each in broken.problems() if each["level"] == "error"]
    told = {(each["file"], each["line"], each["field"], each["code"]) for each in errors}
    assert told == {(f"content/{file}", *mistake) for file, mistake in MISTAKES.items()}
    assert len(errors) == 30


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_build_tells_them_all_and_leaves_what_was_published(broken: Desk, language: str) -> None:
    before = _site(broken)
    shown = broken.run("build", "--lang", language)
    assert shown.exit_code == 1
    lines = [line for line in shown.stderr.splitlines() if re.match(r"content/", line)]
    places = [line for line in lines if phrase(language, "label.warning") not in line]
    assert len(places) == 30
    for file, (line, field, _) in MISTAKES.items():
        name = f"{field}: " if field else ""
        assert any(each.startswith(f"content/{file}:{line}: {name}") for each in places), file
    assert "Traceback" not in shown.output + shown.stderr
    assert _site(broken) == before
    assert [each.name for each in broken.folder.iterdir() if each.name.startswith("._site")] == []
