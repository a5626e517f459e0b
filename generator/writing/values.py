"""How values are written: numbers, money, percentages, names, addresses. Text in, value or Wrong out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from generator.writing.fields import Scalar, Wrong, plain

MOST_MONEY = 99_999_999
"""The highest amount the card companies take in one payment."""

MOST_COUNT = 1_000_000
"""No shop has more of anything; a higher number is a slip."""


def text(words: str) -> str:
    """Any words."""
    return words


def tag(words: str) -> str:
    """A short word that can stand in an address."""
    if len(words) > 40 or re.search(r"[/\\?#\n]", words) or words.strip(".") == "":
        raise Wrong("tag", value=words)
    return words


def identifier(words: str) -> str:
    """A name for machines: small letters, digits and hyphens."""
    if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", words) or len(words) > 60:
        raise Wrong("id", value=words, example=slug(words) or "adult")
    return words


def slug(words: str) -> str:
    """The nearest identifier to ``words``, empty when nothing is left of it."""
    return re.sub(r"[^a-z0-9]+", "-", plain(words).lower()).strip("-")[:60]


@dataclass(frozen=True)
class Whole:
    """Reads a whole number from ``least`` to ``most``."""

    least: int
    most: int

    def __call__(self, words: str) -> int:
        """The number that ``words`` say."""
        return _whole(words, self.least, self.most)


def whole(least: int = 0, most: int = MOST_COUNT) -> Scalar:
    """A whole number from ``least`` to ``most``."""
    return Scalar(Whole(least, most), str(max(least, 10)))


def money(words: str) -> int:
    """A price in the smallest unit of the currency: 3500."""
    return _whole(words, 0, MOST_MONEY)


def _whole(words: str, least: int, most: int) -> int:
    number = plain(words)
    if re.fullmatch(r"-?[0-9]{1,12}", number):
        if least <= int(number) <= most:
            return int(number)
        raise Wrong("range", value=words, least=least, most=most)
    in_words = re.fullmatch(r"[^0-9.]*([0-9]{1,4}(?:\.[0-9]+)?)([千万])円?", number)
    if in_words:
        many = Decimal(in_words[1]) * {"千": 1000, "万": 10_000}[in_words[2]]
        raise Wrong("number_plain", value=words, example=int(many))
    digits = re.sub(r"[^0-9.]|\.0+\b", "", number)
    if re.fullmatch(r"[0-9]{1,12}", digits) and not re.search("[百千万億]", number):
        raise Wrong("number_plain", value=words, example=int(digits))
    raise Wrong("number", value=words, example=max(least, 10))


def yes_no(words: str) -> bool:
    """``yes`` or ``no``, also ``true`` or ``false``."""
    answer = {"yes": True, "true": True, "no": False, "false": False}.get(plain(words).lower())
    if answer is None:
        raise Wrong("yes_no", value=words)
    return answer


def percent(words: str) -> int:
    """A whole percentage: 30%."""
    rate = percent_exact(words)
    if rate != int(rate):
        raise Wrong("percent_whole", value=words, example=f"{int(rate)}%")
    return int(rate)


def percent_off(words: str) -> int:
    """A whole percentage that takes something off, 1% to 100%; the sign may be left out."""
    found = re.fullmatch(r"([0-9]{1,9})\s*%?", plain(words))
    if found and not 1 <= int(found[1]) <= 100:
        raise Wrong("range", value=words, least="1%", most="100%")
    return percent(f"{found[1]}%" if found else words)


def amount_off(words: str) -> int:
    """Money that is taken off, in the smallest unit of the currency: at least 1."""
    return _whole(words, 1, MOST_MONEY)


def percent_exact(words: str) -> Decimal:
    """A percentage that may have decimals: 3.6%."""
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)\s*%", plain(words))
    if not found:
        bare = re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3})?", plain(words))
        raise Wrong("percent_sign", value=words, example=f"{bare[0]}%") if bare else Wrong("percent", value=words)
    if Decimal(found[1]) > 100:
        raise Wrong("range", value=words, least="0%", most="100%")
    return Decimal(found[1])


@dataclass(frozen=True)
class Choice:
    """Reads one of ``options``; ``also`` are further spellings and what they mean."""

    options: tuple[str, ...]
    also: Mapping[str, str]

    def __call__(self, words: str) -> str:
        """The option that ``words`` name."""
        answer = plain(words).lower()
        answer = self.also.get(answer, answer)
        if answer not in self.options:
            raise Wrong("choice", value=words, options=" · ".join(self.options))
        return answer


def choice(*options: str, **also: str) -> Scalar:
    """One of ``options``; ``also`` are further spellings and what they mean."""
    return Scalar(Choice(options, also), options[0])


def mail(words: str) -> str:
    """A mail address."""
    address = plain(words)
    if not re.fullmatch(r"[^\s@<>()\",;:]+@[^\s@<>()\",;:.]+(?:\.[^\s@<>()\",;:.]+)+", address) or len(address) > 254:
        raise Wrong("mail", value=words)
    return address


def url(words: str) -> str:
    """An address of the web."""
    try:
        parts = urlsplit(words)
        whole_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole_address = False
    if not whole_address or re.search(r"[\s<>\"]", words):
        raise Wrong("url", value=words)
    return words


def origin(words: str) -> str:
    """An address without a path: where the shop or its service lives."""
    address = url(words).rstrip("/")
    parts = urlsplit(address)
    if parts.path or parts.query or parts.fragment:
        raise Wrong("origin", value=words, example=f"{parts.scheme}://{parts.netloc}")
    return address


def image(words: str) -> str:
    """The path of a picture inside the content folder: images/live.jpg."""
    path = words.replace("\\", "/").removeprefix("./")
    if path.startswith("/") or ".." in path.split("/") or ":" in path:
        raise Wrong("image_place", value=words)
    return path


def colour(words: str) -> str:
    """A colour as #rrggbb, in small letters."""
    value = plain(words).lower()
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        value = "#" + "".join(sign * 2 for sign in value[1:])
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        raise Wrong("colour", value=words)
    return value


def invoice_number(words: str) -> str:
    """The registration number of a seller who writes qualified invoices: T and 13 digits (消費税法 57条の2)."""
    number = plain(words).upper().replace("-", "")
    if not re.fullmatch(r"T[0-9]{13}", number):
        raise Wrong("invoice_number", value=words)
    return number
