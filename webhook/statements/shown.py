"""A statement as people read it: with the names of its parts, and as CSV."""

from typing import Any

from webhook import csv_form
from webhook.catalogue import localised
from webhook.statements.months import Month
from webhook.statements.sections import Section, Statement, told
from webhook.words import Words

_SUMS = ("used", "no_show", "cancel_fees", "gross")
COLUMNS = {
    "channels": ("channel", *_SUMS, "rate", "handling_fee", "net"),
    "organisers": ("organiser", *_SUMS, "handling_fee", "commission_rate", "commission", "payout"),
}
"""The columns of both tables, by the words of ``statement``."""


def named(span: Month, statement: Statement, shop: Any, words: Words, language: str) -> dict[str, Any]:
    """The statement with a name for every part."""
    for channel in statement.channels:
        _name(channel, channel.id, words, language)
    for organiser in statement.organisers:
        organiser.name = organiser.name or localised(shop.name, language)
    return told(span, statement, shop.currency)


def csv(told: dict[str, Any], by: str, words: Words, language: str) -> str:
    """One of the two tables as CSV: a line for each part, and the sum."""
    columns = COLUMNS[by]
    head = [words.text(language, f"statement.{name}") for name in columns]
    sums = told["sums" if by == "channels" else "organiser_sums"]
    total = {"name": words.text(language, "statement.total"), "rate": ""} | sums
    rows = [[_cell(each, name) for name in columns] for each in [*told[by], total]]
    return "".join(csv_form.text(head, [rows]))


def file_name(told: dict[str, Any], by: str) -> str:
    """What the file is called."""
    return f"statement-{told['month']}{'' if by == 'channels' else '-organisers'}.csv"


def _cell(part: dict[str, Any], column: str) -> Any:
    if column in ("channel", "organiser"):
        return part["name"]
    return part["rate" if column == "commission_rate" else column]


def _name(channel: Section, known: str, words: Words, language: str) -> None:
    key = f"statement.channels.{known}"
    channel.name = channel.name or (words.text(language, key) if words.has(language, key) else known)
