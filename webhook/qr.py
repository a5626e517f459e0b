"""QR codes of door links: dark on white, in the compact alphanumeric mode; and what a reader makes of one."""

import io
import re

import segno

_CHOSEN = re.compile(r"(?P<code>[^/]*)/(?P<units>[1-9][0-9]{0,3})")


def door_link(base: str, door_code: str, units: int | None = None) -> str:
    """What a ticket's QR says; with ``units`` how many its holder has chosen (S1-26).

    Upper case lets the QR encode 5.5 bits a character; hosts and our path accept it.
    """
    chosen = f"/{units}" if units else ""
    return f"{base}/d/{door_code}{chosen}".upper()


def scanned(text: str) -> tuple[str, int | None]:
    """The door code in what a reader has read (a link, or the code alone), and the units chosen on the phone."""
    if text.isalnum():
        return text, None
    tail = text.rstrip("/")
    tail = re.split(r"/d/", tail, flags=re.IGNORECASE)[-1]
    chosen = _CHOSEN.fullmatch(tail)
    if chosen:
        return chosen["code"], int(chosen["units"])
    return tail.rpartition("/")[2], None


def svg(link: str, title: str) -> str:
    """An inline ``<svg>`` without a size of its own."""
    code = segno.make_qr(link, error="m")
    return code.svg_inline(scale=4, border=2, omitsize=True, svgclass="qr", lineclass=None, title=title, light="#fff")


def png(link: str) -> bytes:
    """A picture for a mail, about 300 pixels wide."""
    out = io.BytesIO()
    segno.make_qr(link, error="m").save(out, kind="png", scale=8, border=3)
    return out.getvalue()
