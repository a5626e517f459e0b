"""What an outside system lets us have of a date: its word replaces the file's stock until it takes it back (S4-09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webhook.catalogue import Catalogue
from webhook.database import transaction
from webhook.hooks import signing
from webhook.http.reading import Fields
from webhook.models import Allotment, Keyring, Stock
from webhook.refusals import Refused
from webhook.selling import waiting

MOST = 1000
"""Dates in one message."""
_KEYRING = "availability"


@dataclass(frozen=True, kw_only=True)
class Word:
    """``remaining`` units of a date or ticket type are to be had; None lets the file's stock count again."""

    item: str
    session: str
    ticket: str
    remaining: int | None


def new_secret() -> str:
    """The secret that the outside system signs with; the one before is void."""
    secret = signing.secret()
    with transaction():
        for before in Keyring.select().where(Keyring.name == _KEYRING):
            before.delete_instance()
        Keyring.create(name=_KEYRING, value=secret)
    return secret


def secret() -> str:
    """The secret, empty when there is none."""
    found = Keyring.get_or_none(Keyring.name == _KEYRING)
    return found.value if found else ""


def read(fields: Fields, catalogue: Catalogue) -> list[Word]:
    """The words of a message; refuses dates and ticket types that the shop does not have."""
    parts = fields.records("availability", most=MOST) if fields.has("availability") else [fields]
    return [_word(part, catalogue) for part in parts]


def apply(words: Sequence[Word], said: datetime, catalogue: Catalogue, now: datetime) -> int:
    """Take in what is not older than what was said before, and offer it to those who wait; returns how many counted."""
    with transaction():
        counted = [word for word in words if _set(word, said)]
        waiting.freed({(word.item, word.session, word.ticket) for word in counted}, catalogue, now)
    return len(counted)


def _word(fields: Fields, catalogue: Catalogue) -> Word:
    item = catalogue.item(fields.text("item"))
    if item is None:
        raise Refused("unknown_item", 422, field=fields.place("item"))
    session, ticket = fields.text("session", ""), fields.text("ticket", "")
    if (session or item.kind == "event") and item.session(session) is None:
        raise Refused("unknown_session", 422, field=fields.place("session"))
    if ticket and item.ticket(ticket) is None:
        raise Refused("unknown_ticket", 422, field=fields.place("ticket"))
    left = fields.optional_whole("remaining", least=0, most=1_000_000)
    return Word(item=item.id, session=session, ticket=ticket, remaining=left)


def _set(word: Word, said: datetime) -> bool:
    where = (Allotment.item == word.item) & (Allotment.session == word.session) & (Allotment.ticket == word.ticket)
    before = Allotment.get_or_none(where)
    if before and before.at > said:
        return False
    if word.remaining is None:
        if before:
            before.delete_instance()
        return True
    row = Stock.get_or_none((Stock.item == word.item) & (Stock.session == word.session) & (Stock.ticket == word.ticket))
    units = word.remaining + (row.held + row.sold if row else 0)
    kept = Allotment.insert(item=word.item, session=word.session, ticket=word.ticket, units=units, at=said)
    target = [Allotment.item, Allotment.session, Allotment.ticket]
    kept.on_conflict(conflict_target=target, preserve=[Allotment.units, Allotment.at]).execute()
    return True
