"""QR codes of door links: dark on white, in the compact alphanumeric mode."""

import io

import segno


def door_link(base: str, door_code: str) -> str:
    """What a ticket's QR says. Upper case lets the QR encode 5.5 bits a character; hosts and our path accept it."""
    return f"{base}/d/{door_code}".upper()


def svg(link: str, title: str) -> str:
    """An inline ``<svg>`` without a size of its own."""
    code = segno.make_qr(link, error="m")
    return code.svg_inline(scale=4, border=2, omitsize=True, svgclass="qr", lineclass=None, title=title, light="#fff")


def png(link: str) -> bytes:
    """A picture for a mail, about 300 pixels wide."""
    out = io.BytesIO()
    segno.make_qr(link, error="m").save(out, kind="png", scale=8, border=3)
    return out.getvalue()
