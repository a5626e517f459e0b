"""What the service may know and the site must not: codes of coupons, and whom to tell of orders.

It is left beside the content, in the folder of the cache, where no host publishes it.
"""

from pathlib import Path

from generator.content import Content
from webhook import private
from webhook.private import Private


def confide(content: Content) -> Path:
    """Leave it where the service looks for it, written only when it says something else; returns its file."""
    coupons = (entry for entry in content.entries if entry.kind == "coupon" and entry.wrote("code"))
    codes = {entry.id: entry.values["code"] for entry in coupons if entry.values.get("code")}
    notify = tuple(content.shop.values.get("notify") or ())
    file, text = content.folder.parent / private.PLACE, private.write(Private(codes=codes, notify=notify))
    if not file.is_file() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(text, "utf-8")
        part.replace(file)
    return file
