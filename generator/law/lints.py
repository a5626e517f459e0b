"""The rules of law and trade that a shop is held to at every build, each with its number (see ``problems.RULES``).

They warn, and stop a strict build; only what is never right stops every build. All of them work offline.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from generator.content import Content, Entry
from generator.law import claims, conditions, leftovers, legal, prepaid, prices, rules, sale_dates, wording
from generator.writing.frontmatter import Report
from generator.writing.schema import Values
from webhook.catalogue import Item, Session
from webhook.look import site_folders


def of_entry(entry: Entry, shop: Values, sessions: Sequence[Session] = ()) -> None:
    """Report what one file says against a rule; ``sessions`` are the event's. It depends on nothing but the files."""
    japanese = legal.is_japanese(shop)
    wording.look(entry, shop, japanese=japanese)
    leftovers.look(entry)
    prices.look(entry, shop)
    if entry.kind == "event":
        conditions.look(entry, sessions, japanese=japanese)
        sale_dates.of_event(entry, sessions)
    elif entry.kind in ("pass", "voucher"):
        prepaid.look(entry, shop, japanese=japanese)
        sale_dates.of_prepaid(entry)
    elif entry.kind == "coupon" and japanese:
        claims.premium(entry)


def of_shop(content: Content, items: Sequence[Item], now: datetime) -> None:
    """Report what the shop as a whole says or leaves out, and what has run out by ``now``."""
    shop = content.shop
    _products(shop, items)
    rules.codes(entry for entry in content.having("code") if entry.kind == "coupon")
    for entry in content.having("calendar", "valid"):
        sale_dates.today(entry, now, content.zone)
    japanese = legal.is_japanese(shop.values)
    wording.look(shop, shop.values, japanese=japanese)
    if japanese:
        _screens(site_folders(content.folder.parent), shop.report)
        _notice(shop, items)
        claims.single(content.having("single_price"), items)
        prepaid.provider(content.entries)


def _screens(folders: Sequence[Path], report: Report) -> None:
    """Only a shop with templates of its own can have lost something from them."""
    if len(folders) > 1 and (folders[0] / "templates").is_dir():
        from generator.law import screens  # which reads templates, and they are slow to load

        screens.look(folders, report)


def _products(shop: Entry, items: Iterable[Item]) -> None:
    """A shop may set itself a limit (``max_products``); what is archived does not count."""
    most = shop.values.get("max_products")
    if most is None:
        return
    count = sum(item.kind != "coupon" and not item.archived for item in items)
    if count > most:
        shop.problem("too_many_products", shop.values.at("max_products"), "max_products", count=count, most=most)


def _notice(shop: Entry, items: Iterable[Item]) -> None:
    """E-TK-1: whoever sells by mail order says who they are (特定商取引法 11条)."""
    missing = legal.missing(shop.values) if any(is_paid(item) for item in items) else []
    if missing:
        line = shop.values.at("legal")
        shop.problem("legal_missing", line, "legal", level="warning", missing=", ".join(missing))


def is_paid(item: Item) -> bool:
    """Whether anything of it costs money."""
    return not item.archived and bool(item.price or any(ticket.price for ticket in item.tickets))
