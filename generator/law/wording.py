"""What must not stand in the words: prices without tax, the word invoice without its number, pictures without words."""

import re
from collections.abc import Iterable, Iterator

from generator.content import Entry
from generator.problems import Problem
from generator.writing.frontmatter import Document
from generator.writing.schema import Values

_FENCE = re.compile(r" {0,3}(```|~~~)")
_LISTED = re.compile(r"\s*(?:[-*+]|[0-9]+\.)\s")
_CODE = re.compile(r"(`+).+?\1")

_DIGITS = r"[0-9\uff10-\uff19][0-9\uff10-\uff19,\uff0c]*"
_YEN = rf"(?:[\u00a5\uffe5]\s?{_DIGITS}|{_DIGITS}\s?(?:万?円|yen\b|JPY\b))"
_WITHOUT = (
    r"(?:税抜き?|税別|税を除|[+\uff0b]\s?(?:消費)?税(?!込)|\+\s?tax"
    r"|(?:excl\.?|excluding|exclusive of|plus|before|without)\s(?:sales |consumption )?tax)"
)
_EXCLUDED = rf"{_YEN}.{{0,8}}?{_WITHOUT}|{_WITHOUT}.{{0,8}}?{_YEN}"
_INCLUDED = rf"(?:税込み?|incl\S*)\D{{0,6}}{_YEN}|{_YEN}\W{{0,3}}(?:税込|incl)"
_BESIDE = 25
"""Signs around a price without tax in which the one with tax must stand to make both lawful."""

_INVOICE = re.compile(r"インボイス|適格(?:簡易|返還)?請求書|qualified invoice", re.IGNORECASE)
_SIGNS = ("![]", "![ ", "税", "tax", "Tax", "TAX", "インボイス", "適格", "qualified", "Qualified")
"""Without one of these there is nothing to find: most texts are told by them at once."""

_NO_ALT = re.compile(r"!\[\s*\][(\[]")


def look(entry: Entry, shop: Values, *, japanese: bool) -> None:
    """Report what the words of an entry, in every language, must not say; ``shop`` has the settings."""
    numbered = bool((shop.get("legal") or Values()).get("invoice_number"))
    for document in entry.documents.values():
        if not any(sign in document.body for sign in _SIGNS):
            continue
        lines = list(prose(document))
        _report(entry, document, "no_alt_inside", _matching(_NO_ALT, lines))
        if japanese:
            _report(entry, document, "tax_excluded", ((line, found) for line, found in lines if without_tax(found)))
            _report(entry, document, "invoice_word", _matching(_INVOICE, [] if numbered else lines))
    for name in ("title", "summary") if japanese else ():
        words = (entry.values.get(name) or {}).get(entry.place.language, "")
        if without_tax(words):
            entry.problem("tax_excluded", entry.values.at(name), name, level="warning", value=_short(words))


def without_tax(words: str) -> bool:
    """Whether a yen price is given without tax and without the price with tax beside it (消費税法 63条)."""
    if "税" not in words and "tax" not in words.lower():
        return False  # as nearly all words are, for which these patterns need not even be compiled
    for found in re.finditer(_EXCLUDED, words, re.IGNORECASE):
        around = words[max(0, found.start() - _BESIDE) : found.end() + _BESIDE]
        if not re.search(_INCLUDED, around, re.IGNORECASE):
            return True
    return False


def prose(document: Document) -> Iterator[tuple[int, str]]:
    """The lines of a body with their numbers in the file, code left out."""
    fence, before, listed, coded = "", "", False, False
    for number, line in enumerate(document.body.split("\n"), document.body_line):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1] == fence else fence
            continue
        if mark:
            fence = mark[1]
            continue
        listed = bool(_LISTED.match(line)) or (listed and (not line.strip() or line[:1].isspace()))
        coded = line.startswith(("    ", "\t")) and not listed and (coded or not before.strip())
        before = line
        if not coded:
            yield number, _CODE.sub("", line)


def _matching(pattern: re.Pattern[str], lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in lines if pattern.search(line))


def _report(entry: Entry, document: Document, code: str, lines: Iterable[tuple[int, str]]) -> None:
    for number, words in lines:
        values = {"value": _short(words)}
        problem = Problem(file=document.file, line=number, code=code, values=values, level="warning")
        entry.report(problem)


def _short(words: str) -> str:
    words = words.strip()
    return words if len(words) <= 40 else f"{words[:39]}…"
