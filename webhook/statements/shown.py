"""A statement as people read it: with the names of its parts, and as CSV."""

from typing import Any

from webhook.catalogue import localised
from webhook.http import csv_form
from webhook.statements.months import Month
from webhook.statements.sections import Section, Statement, told
from webhook.words import Words

_SUMS = ("used", "no_show", "cancel_fees", "gross")
COLUMNS = {
    "channels": ("channel", *_SUMS, "rate", "handling_fee", "net"),
    "organisers": ("organiser", *_SUMS, "handling_fee", "commission_rate", "commission", "payout"),
    "cancellations": ("cancelled_at", "order", "title_sold", "cancel_fee", "handling_fee", "net"),
}
"""The columns of the tables, by the words of ``statement``."""
_KEYS = {"channel": "name", "organiser": "name", "commission_rate": "rate", "cancelled_at": "at", "title_sold": "title"}
"""What a column shows, where it is not called so."""


def named(span: Month, statement: Statement, shop: Any, words: Words, language: str) -> dict[str, Any]:
    """The statement with a name for every part."""
    for channel in statement.channels:
        _name(channel, channel.id, words, language)
    for organiser in statement.organisers:
        organiser.name = organiser.name or localised(shop.name, language)
    return told(span, statement, shop.currency)


def csv(told: dict[str, Any], by: str, words: Words, language: str) -> str:
    """One of the tables as CSV: a line for each part, and the sum."""
    columns = COLUMNS[by]
    head = [words.text(language, f"statement.{name}") for name in columns]
    total = {_KEYS.get(columns[0], columns[0]): words.text(language, "statement.total")} | _sums(told, by)
    rows = [[_cell(each, name) for name in columns] for each in [*told[by], total]]
    return "".join(csv_form.text(head, [rows]))


def file_name(told: dict[str, Any], by: str) -> str:
    """What the file is called."""
    return f"statement-{told['month']}{'' if by == 'channels' else f'-{by}'}.csv"


def _sums(told: dict[str, Any], by: str) -> dict[str, Any]:
    if by == "cancellations":
        return {name: sum(each[name] for each in told[by]) for name in ("cancel_fee", "handling_fee", "net")}
    return dict(told["sums" if by == "channels" else "organiser_sums"])


def _cell(part: dict[str, Any], column: str) -> Any:
    return part.get(_KEYS.get(column, column), "")


def _name(channel: Section, known: str, words: Words, language: str) -> None:
    key = f"statement.channels.{known}"
    channel.name = channel.name or (words.text(language, key) if words.has(language, key) else known)
