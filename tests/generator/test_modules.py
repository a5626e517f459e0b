"""The scripts of the staff's page are asked for at once: the page names every module that another of them imports."""

import re
from pathlib import Path

SITE = Path(__file__).parent.parent.parent / "site"


def imported(name: str, known: set[str]) -> set[str]:
    text = (SITE / "scripts" / f"{name}.js").read_text("utf-8")
    for other in re.findall(r'^import (?:[^"]*?from )?"\./([\w-]+)\.js"', text, re.M):
        if other not in known:
            known.add(other)
            imported(other, known)
    return known


def test_the_door_names_all_its_modules() -> None:
    template = (SITE / "templates" / "staff.html").read_text("utf-8")
    named = template.partition("{% block scripts %}")[2].partition("] %}")[0]
    assert sorted(imported("door-desk", set())) == sorted(re.findall(r"'([\w-]+)'", named))
