"""The words of an entry as HTML that waits for the addresses of what they link to."""

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the number of a link whose address is not known yet. Private-use signs, which no text keeps."""

_PICTURE = re.compile(rf'<img([^>]*) src="{OPEN}(\d+){CLOSE}"[^>]*>')
_LINK = re.compile(rf"{OPEN}(\d+){CLOSE}")


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

        def link(gap: re.Match[str]) -> str:
            path = answers[int(gap[1])]
            return f"{prefix}{html.escape(path)}" if path else "#"

        def picture(gap: re.Match[str]) -> str:
            answer = answers[int(gap[2])]
            return answer.replace("<img", f"<img{gap[1]}", 1) if answer else f"<img{gap[1]}>"

        filled = self.html
        if any(each.picture for each in self.links):  # few have one, and a sign that is rare is found sooner
            filled = _PICTURE.sub(picture, filled)
        return Markup(_LINK.sub(link, filled) if self.links else filled)  # noqa: S704 - made safe by the guard


def scheme(target: str) -> str | None:
    """What stands before the first colon of an address, in small letters; None for a path."""
    found = re.match(r"([^/?#]*?):", target)
    return found[1].lower() if found else None
