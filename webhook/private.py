"""What the shop's files say that nobody else may read: coupon codes, whom to tell, fees. Never part of the site.

The generator writes it beside its cache, in ``.mogiri/private.json`` of the shop's folder; the definition is here, as
the catalogue's is.
"""

import json
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from webhook.json_form import from_json, to_json

PLACE = Path(".mogiri") / "private.json"
"""Where it lies in a shop's folder."""


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A partner that sells; ``fee`` is what it takes, in thousandths of a percent (3.6%: 3600).

    ``contact`` is where its buyers are looked after; with ``shares_contact`` they are the shop's to contact, too.
    """

    name: str
    fee: int = 0
    contact: str = ""
    shares_contact: bool = False


@dataclass(frozen=True, kw_only=True)
class Organiser:
    """Who puts things on in the shop; ``fee`` is what they leave to the shop, in thousandths of a percent."""

    name: str
    fee: int = 0


@dataclass(frozen=True, kw_only=True)
class Private:
    """``codes`` of coupons by their id; ``notify``: mail addresses that hear of orders and cancellations.

    ``handling_fee`` is taken off what the shop itself sells, in thousandths of a percent.
    """

    codes: dict[str, str] = field(default_factory=dict)
    notify: tuple[str, ...] = ()
    channels: dict[str, Channel] = field(default_factory=dict)
    organisers: dict[str, Organiser] = field(default_factory=dict)
    handling_fee: int = 0

    def coupons(self, code: str) -> list[str]:
        """The coupons with that code, as somebody typed it."""
        wanted = typed(code)
        return [coupon for coupon, known in self.codes.items() if typed(known) == wanted]


def typed(code: str) -> str:
    """A coupon code as it is compared: without regard to case, width and spaces."""
    return "".join(unicodedata.normalize("NFKC", code).split()).casefold()


def read(file: Path) -> Private:
    """What is in the file; nothing when it is missing. Raises ValueError when it cannot be read."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return Private()
    return cast(Private, from_json(Private, json.loads(text), file.name))


def write(private: Private) -> str:
    """The text of the file."""
    return json.dumps(to_json(private), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
