"""Identifiers that look like Stripe's: a prefix that tells the kind, and random letters and digits."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits
_LENGTHS = {"cs_test": 58, "req": 14}


def new_id(prefix: str) -> str:
    """A fresh identifier: ``new_id("pi")`` → ``pi_`` and 24 characters; sessions are longer, as at Stripe."""
    return f"{prefix}_{random_text(_LENGTHS.get(prefix, 24))}"


def random_text(length: int) -> str:
    """``length`` random letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def random_digits(length: int) -> str:
    """``length`` random digits, such as the numbers typed in at a store's machine."""
    return "".join(secrets.choice(string.digits) for _ in range(length))
