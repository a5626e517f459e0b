"""Every row of the specification has a test whose name carries its number, as in ``test_S2_20_…``."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
LAST = {"S0": 31, "S1": 32, "S2": 52, "S3": 30, "S4": 62}
"""The number of the last row of each part."""
ROWS = {f"{part}-{number:02}" for part, last in LAST.items() for number in range(1, last + 1)}
EXEMPT = {
    "S0-29": "background: since when the feature exists elsewhere",
    "S0-30": "background: a brochure",
    "S0-31": "background: terminals and bookings of another company",
    "S3-03": "background: what is gained, as other rows measure it",
    "S3-29": "background: a bar for all of it, no behaviour of its own",
    "S4-34": "the statement of a month, S4-58, says it in money",
    "S4-35": "there is nothing to do for a no-show, and no control that could be tested",
    "S4-37": "the statement of a month, S4-58, says it in money",
    "S4-43": "the same for those whose stamp was forgotten",
}
"""Rows without a test of their own, each for its reason."""

_NAME = re.compile(r"^ *(?:async )?def (test_\w+)", re.MULTILINE)
_ROW = re.compile(r"(S\d)_(\d\d)(?=_|$)")


def _tested() -> set[str]:
    names = (name for file in TESTS.rglob("test_*.py") for name in _NAME.findall(file.read_text("utf-8")))
    return {f"{part}-{number}" for name in names for part, number in _ROW.findall(name)}


def test_every_row_is_tested() -> None:
    assert sorted(ROWS - _tested() - set(EXEMPT)) == []


def test_only_rows_without_a_test_are_exempt() -> None:
    assert set(EXEMPT) <= ROWS
    assert sorted(set(EXEMPT) & _tested()) == []
