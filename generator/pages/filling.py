"""The words of an entry as HTML that waits for the addresses of what they link to."""

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the number of a link whose address is not known yet. Private-use signs, which no text keeps."""

_GAP = re.compile(rf'<img(?P<words>[^>]*) src="{OPEN}(?P<picture>\d+){CLOSE}"[^>]*>|{OPEN}(?P<link>\d+){CLOSE}')


class Link(NamedTuple):
    """Something of the shop that a body points to, as it was written."""

    target: str
    picture: bool = False


class Body(NamedTuple):
    """HTML with a gap for each of its ``links`` into the shop."""

    html: str = ""
    links: tuple[Link, ...] = ()

    def filled(self, answers: Sequence[str], prefix: str) -> Markup:
        """The HTML for pages below ``prefix``. Answers are in the order of links: a path, or a picture's HTML."""

        def fill(found: re.Match[str]) -> str:
            if found["link"]:
                path = answers[int(found["link"])]
                return f"{prefix}{html.escape(path)}" if path else "#"
            picture = answers[int(found["picture"])]
            return picture.replace("<img", f"<img{found['words']}", 1) if picture else f"<img{found['words']}>"

        return Markup(_GAP.sub(fill, self.html) if self.links else self.html)  # noqa: S704 - made safe by the guard


def scheme(target: str) -> str | None:
    """What stands before the first colon of an address, in small letters; None for a path."""
    found = re.match(r"([^/?#]*?):", target)
    return found[1].lower() if found else None
