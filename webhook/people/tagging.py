"""Tags: the owner's own words for customers, to find them by and to send to (S3-27, S3-28)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from peewee import Expression

from webhook.database import locked, rows, transaction
from webhook.hooks import events
from webhook.models import Customer
from webhook.refusals import Refused

LONGEST, MOST = 40, 20
"""Characters of a tag, and tags of a customer."""
AT_ONCE = 1000
"""Customers who get a tag together."""
_BETWEEN = re.compile(r"[,、，;；\n]")


def read(text: str) -> list[str]:
    """The tags of a line with commas between, as it is stored or as a person types it; each once, in their order."""
    return list(dict.fromkeys(tag for part in _BETWEEN.split(text) if (tag := " ".join(part.split()))))


def line(tags: Iterable[str]) -> str:
    """The tags as they are stored."""
    return ",".join(tags)


def has(tag: str) -> Expression:
    """Whose tags have this one among them."""
    return ("," + Customer.tags + ",").contains(f",{tag},")


def known() -> list[dict[str, Any]]:
    """All tags with how many customers have each, the most used first."""
    counts: Counter[str] = Counter()
    for (text,) in rows(Customer.select(Customer.tags).where(Customer.tags != "")):
        counts.update(read(text))
    return [{"name": name, "customers": n} for name, n in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def change(numbers: Sequence[str], add: Sequence[str], remove: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """Give the customers tags and take tags from them; returns each with what it has then. Other systems are told.

    Refuses with ``bad_tag`` what is no tag or too long, ``too_many_tags``, and ``not_found`` an unknown customer.
    """
    wanted = [_one(tag) for tag in add]
    gone = {tag for text in remove for tag in read(text)}
    with transaction():
        found = list(locked(Customer.select().where(Customer.number.in_(list(numbers))).order_by(Customer.id)))
        if len(found) < len(set(numbers)):
            raise Refused("not_found", 404, field="ids")
        changed = []
        for customer in found:
            kept = [tag for tag in dict.fromkeys([*read(customer.tags), *wanted]) if tag not in gone]
            if len(kept) > MOST:
                raise Refused("too_many_tags", 422, field="add", n=MOST)
            if kept == read(customer.tags):
                continue
            customer.tags = line(kept)
            customer.save(only=[Customer.tags])
            changed.append(customer)
        events.tagged(changed, now)
    return [{"id": customer.number, "tags": read(customer.tags)} for customer in found]


def _one(text: str) -> str:
    tags = read(text)
    if len(tags) != 1 or len(tags[0]) > LONGEST:
        raise Refused("bad_tag", 422, field="add", n=LONGEST)
    return tags[0]
