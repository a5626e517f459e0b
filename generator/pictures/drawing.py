"""What draws, as a process of its own does it (see ``standby``): slow to load, and few builds draw."""

from dataclasses import replace

import generator.pictures.icon
import generator.publishing  # noqa: F401 - what is drawn is also written
from generator.pictures import share_card
from generator.pictures.card import SIZE, Card
from generator.pictures.typefaces import legible


def ready() -> None:
    """Load the letters, and cut the paper that every ticket without a picture is printed on."""
    legible("0")
    share_card.ticket(share_card.TORN[False])


def share_file(card: Card) -> bytes:
    """The file of a card. Where this machine has no letters for its words it is the photo alone, or a blank ticket."""
    spelled = _spelled(card)
    if spelled is None and card.photo:
        return share_card.jpeg(share_card.cropped(card.photo.source, SIZE))
    return share_card.drawn(spelled or Card(accent=card.accent))


def _spelled(card: Card) -> Card | None:
    """The card with words this machine has letters for; None when a word would have to go."""
    figure = [card.figure.before, card.figure.number, card.figure.after] if card.figure else []
    written = (card.title, card.stub, share_card.standing(card.stub), card.day, *card.notes, *figure)
    plain = {text: legible(text) for text in written}
    words = {text: word for text, word in plain.items() if word is not None}
    if len(words) < len(plain) or not words[card.title]:
        return None
    notes = tuple(words[note] for note in card.notes)
    return replace(card, title=words[card.title], stub=words[card.stub], day=words[card.day], notes=notes)
