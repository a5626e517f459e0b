"""A translation laid over its original: words beside words; rules, dates and prices stay where they were."""

from generator.writing.fields import Listed, Place
from generator.writing.schema import Values


def merge(original: Values, translation: Values, place: Place) -> None:
    """Put the words of ``translation`` beside those of ``original``; report words that belong to nothing there."""
    for key, words in translation.data.items():
        if key == "id":
            continue
        here, inside = original.get(key), place.named(str(key))
        if isinstance(words, Values) and isinstance(here, Values):
            merge(here, words, inside)
        elif isinstance(words, Listed) and isinstance(here, Listed):
            _merge_list(here, words, inside)
        elif isinstance(words, dict) and isinstance(here, dict):
            original.data[key] = here | words
        elif not original.written(key):
            inside.problem("no_original", translation.at(key))


def _merge_list(here: Listed, words: Listed, place: Place) -> None:
    ids = {each.get("id"): each for each in here}
    for each in words:
        if each.get("id") in ids:
            merge(ids[each.get("id")], each, place)
        else:
            known = ", ".join(str(name) for name in ids if name)
            place.named("id").problem("no_such_id", each.at("id"), value=each.get("id"), known=known)
