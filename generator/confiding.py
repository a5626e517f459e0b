"""What the service may know and the site must not: codes of coupons, whom to tell of orders, what partners take.

It is left beside the content, in the folder of the cache, where no host publishes it.
"""

from pathlib import Path

from generator.content import Content
from generator.writing.schema import Values
from webhook import private
from webhook.catalogue import localised
from webhook.private import Channel, Organiser, Private


def confide(content: Content) -> Path:
    """Leave it where the service looks for it, written only when it says something else; returns its file."""
    coupons = (entry for entry in content.entries if entry.kind == "coupon" and entry.wrote("code"))
    codes = {entry.id: entry.values["code"] for entry in coupons if entry.values.get("code")}
    notify = tuple(content.shop.values.get("notify") or ())
    fee = _fee(content.shop.values, "handling_fee")
    partners, organisers = _channels(content), _organisers(content)
    known = Private(codes=codes, notify=notify, channels=partners, organisers=organisers, handling_fee=fee)
    file, text = content.folder.parent / private.PLACE, private.write(known)
    if not file.is_file() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(text, "utf-8")
        part.replace(file)
    return file


def _channels(content: Content) -> dict[str, Channel]:
    partners = content.shop.values.get("channels") or Values()
    return {
        name: Channel(
            name=values["name"],
            fee=_fee(values, "fee"),
            contact=values.get("contact") or "",
            shares_contact=bool(values.get("shares_contact")),
        )
        for name, values in partners.data.items()
    }


def _organisers(content: Content) -> dict[str, Organiser]:
    """Their names in the shop's first language, as the statement shows them."""
    written = content.shop.values.get("organisers") or Values()
    return {
        name: Organiser(name=localised(values["name"], content.languages[0]), fee=_fee(values, "fee"))
        for name, values in written.data.items()
    }


def _fee(values: Values, name: str) -> int:
    """A percentage with up to three decimals, in thousandths of a percent."""
    return int((values.get(name) or 0) * 1000)
