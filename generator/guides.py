"""What a holder reads on the ticket itself: the words of passes, vouchers and coupons, which are frozen with it."""

from dataclasses import replace

from generator.reading import Reading
from webhook import catalogue
from webhook.catalogue import Item, Shop

GUIDED = ("pass", "voucher", "coupon")
"""An event's words are about a night; these say how the thing in one's hands is used (S1-17, S2-29)."""


def lines(reading: Reading, shop: Shop) -> list[str]:
    """The items as the catalogue has them, those that come with a guide with their words."""
    known = zip(reading.items, reading.lines, strict=True)
    return [_guided(item, line, reading, shop) if item.kind in GUIDED else line for item, line in known]


def _guided(item: Item, line: str, reading: Reading, shop: Shop) -> str:
    written = {language: str(reading.words(item.id, language, shop.path("", language))) for language in shop.languages}
    guide = {language: text for language, text in written.items() if text.strip()}
    return catalogue.line(replace(item, guide=guide)) if guide else line
