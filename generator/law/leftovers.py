"""Words that ``mogiri new`` wrote for the creator to replace, and that nobody has: they would go on sale."""

from functools import cache

from generator.content import Entry
from generator.phrases import LANGUAGES, phrase


def look(entry: Entry) -> None:
    """Report a title or a line of the body that is still a pattern's, in whatever language."""
    titles, sentences = _patterns(entry.kind)
    if titles & set((entry.values.get("title") or {}).values()):
        entry.problem("pattern_title", entry.values.at("title"), "title", level="warning")
    document = entry.documents[entry.place.language]
    if not any(sentence in document.body for sentence in sentences):
        return
    for line, words in enumerate(document.body.split("\n"), document.body_line):
        if words.strip() in sentences:
            entry.problem("pattern_words", line, "", level="warning")


@cache
def _patterns(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """The titles a pattern gives to a kind, and the sentences of its body; its headings are good as they are."""
    titles = frozenset(phrase(language, f"pattern.{kind}_title") for language in LANGUAGES)
    bodies = "\n".join(phrase(language, f"pattern.{kind}_body") for language in LANGUAGES)
    return titles, frozenset(line for line in bodies.split("\n") if line and not line.startswith("#"))
