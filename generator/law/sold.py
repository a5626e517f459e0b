"""What has been sold already, asked of the shop as it is published, against what the files would publish next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.content import Content, Entry
from generator.law.published import Published, Taken, Unreachable, ask
from generator.problems import Problem
from generator.writing.kinds import FOLDERS
from generator.writing.schema import Values
from webhook.catalogue import Item, Session


def look(content: Content, items: Sequence[Item], address: str) -> None:
    """Report what the next catalogue would do to tickets that are sold.

    ``address`` is where the shop is served; empty means where ``shop.md`` says. No answer is a warning.
    """
    shop = content.shop
    service = address or shop.values.get("service") or shop.values.get("url") or ""
    site = address or shop.values.get("url") or service
    try:
        published = ask(site, service)
    except Unreachable as reason:
        values = {"value": service or "–", "reason": reason}
        shop.problem("sold_unreachable", shop.values.at("url"), "url", level="warning", **values)
        return
    by_id = {item.id: item for item in items}
    entries = {entry.id: entry for entry in content.entries}
    for old in published.catalogue.items:
        if old.kind == "coupon":
            continue
        if old.id not in by_id:
            _gone(content, entries, old, published)
        else:
            _changed(entries[old.id], old, by_id[old.id], published)


def _gone(content: Content, entries: Mapping[str, Entry], old: Item, published: Published) -> None:
    """The file is no more: what is sold lives on (S4-05), and the creator should know that there is something."""
    taken = published.taken_of(old)
    if taken.least and old.id not in entries:
        folder = next(folder for folder, kind in FOLDERS.items() if kind == old.kind)
        file = f"{content.shown}/{folder}/{old.id}.md"
        content.shop.report(Problem(file=file, code="sold_gone", values={"sold": taken.least}, level="warning"))


def _changed(entry: Entry, old: Item, new: Item, published: Published) -> None:
    if old.kind == "event":
        _dates(entry, old, new, published)
    else:
        taken = published.taken(old)
        _stock(entry, entry.values, new.stock, taken)
        _price(entry, entry.values, (old.price, new.price), taken)
    for kind in old.tickets:
        now = new.ticket(kind.id)
        parts = [published.taken(old, session, kind.id) for session in old.sessions]
        if now:
            least = sum(part.least for part in parts)
            known = None not in (part.most for part in parts)
            most = sum(part.most or 0 for part in parts) if known else None
            _price(entry, _block(entry, "tickets", kind.id), (kind.price, now.price), Taken(least=least, most=most))


def _dates(entry: Entry, old: Item, new: Item, published: Published) -> None:
    for session in old.sessions:
        taken, now = published.taken(old, session), new.session(session.id)
        if now is None or now.starts != session.starts:
            if taken.least:
                line, field = _place_of_dates(entry)
                values = {"value": f"{session.starts:%Y-%m-%d %H:%M}", "sold": taken.least, "id": session.id}
                code = "sold_moved" if now else "sold_date_gone"
                entry.problem(code, line, field, level="warning", **values)
            continue
        _stock(entry, _block(entry, "sessions", session.id, session), now.stock, taken)
        for kind in new.tickets:
            if old.ticket(kind.id):
                part = published.taken(old, session, kind.id)
                _stock(entry, _block(entry, "tickets", kind.id), kind.stock, part)


def _stock(entry: Entry, block: Values, stock: int | None, taken: Taken) -> None:
    """Stock 0 closes a date (S4-07) and takes nothing from anybody."""
    if stock and stock < taken.least:
        entry.problem("sold_stock", block.at("stock"), "stock", sold=taken.least, stock=stock)


def _price(entry: Entry, block: Values, change: tuple[int | None, int | None], taken: Taken) -> None:
    old, new = change
    if old == new or taken.most == 0:
        return
    values: dict[str, Any] = {"old": old, "new": new, "sold": taken.least}
    code = "sold_price" if taken.least == taken.most else "sold_price_some"
    entry.problem(code, block.at("price"), "price", level="warning", **values)


def _block(entry: Entry, name: str, wanted: str, session: Session | None = None) -> Values:
    """The block of a session or ticket type; of the calendar where dates are not listed."""
    blocks: Iterator[Values] = iter(entry.values.get(name, ()))
    found = (one for one in blocks if one.get("id") == wanted or (session and one.get("starts") == session.starts))
    return next(found, None) or entry.values.get("calendar") or entry.values


def _place_of_dates(entry: Entry) -> tuple[int, str]:
    field = "calendar" if entry.values.written("calendar") else "sessions"
    return entry.values.at(field), field
