"""What the owners are told of a month: the statement, with its tables as files."""

from datetime import date
from typing import Any

from webhook.letters.letter import Facts, Letter
from webhook.letters.noticed import owner_page
from webhook.models import Mail
from webhook.statements import shown
from webhook.words import Words


def statement(letter: Letter) -> Facts:
    """The statement that was made for the mail."""
    told = letter.values["statement"]
    url = owner_page(letter.places, f"#statement?month={told['month']}")
    about = {"month": date.fromisoformat(f"{told['month']}-01"), "due": date.fromisoformat(told["due"]), "url": url}
    return {"notice": told | about | {"several": len(told["organisers"]) > 1}}


def files(mail: Mail, words: Words, language: str) -> dict[str, str]:
    """The CSV files that go with a mail, by their names."""
    told: dict[str, Any] | None = mail.values.get("statement") if mail.template == "notice-statement" else None
    if told is None:
        return {}
    there = {"channels": True, "organisers": len(told["organisers"]) > 1, "cancellations": bool(told["cancellations"])}
    tables = [by for by, has in there.items() if has]
    return {shown.file_name(told, by): shown.csv(told, by, words, language) for by in tables}
