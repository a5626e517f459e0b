"""What the shop's files say that nobody else may read: coupon codes and whom to tell. Never part of the site.

The generator writes it beside its cache, in ``.mogiri/private.json`` of the shop's folder; the definition is here, as
the catalogue's is.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from webhook.json_form import from_json, to_json

PLACE = Path(".mogiri") / "private.json"
"""Where it lies in a shop's folder."""


@dataclass(frozen=True, kw_only=True)
class Private:
    """``codes`` of coupons by their id; ``notify``: mail addresses that hear of orders and cancellations."""

    codes: dict[str, str] = field(default_factory=dict)
    notify: tuple[str, ...] = ()


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
