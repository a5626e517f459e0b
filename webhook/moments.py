"""The word of the moment: what a phone shows after a real stamp, and staff know, changing every ten minutes.

A recorded or drawn screen has another word (journeys.md 5). Word and colour come from a secret of the shop's own.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from webhook import keyring
from webhook.words import Words

EVERY = 600
"""Seconds that a word lasts."""
WORDS, COLOURS = 24, 6


def word(item: str, words: Words, language: str, now: datetime) -> dict[str, Any]:
    """The word, the name of its colour and the colour's number, for one item now; and until when they hold."""
    slot = int(now.timestamp()) // EVERY
    made = hmac.new(keyring.secret("moment"), f"{item}:{slot}".encode(), hashlib.sha256).digest()
    which, colour = made[0] % WORDS, made[1] % COLOURS
    return {
        "word": words.text(language, f"moment.word{which}"),
        "colour": words.text(language, f"moment.colour{colour}"),
        "hue": colour,
        "until": (slot + 1) * EVERY,
    }
