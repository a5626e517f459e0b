"""Codes that open something, and numbers that people read out. All come from the system's random source."""

import hashlib
import hmac
import secrets

SECRET_CHARACTERS = 22  # base64url, 132 bits
DOOR_CHARACTERS = 26  # base32 upper case, 130 bits: QR codes hold it in their alphanumeric mode
JOIN_CHARACTERS = 8
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_SPOKEN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that sounds or looks like another


def secret() -> str:
    """A secret for an address: a ticket's page, an order, a sign-in."""
    return secrets.token_urlsafe(24)[:SECRET_CHARACTERS]


def door_code() -> str:
    """The code in a ticket's QR."""
    return "".join(secrets.choice(_BASE32) for _ in range(DOOR_CHARACTERS))


def six_digits() -> str:
    """An ID for staff to type; no secret, it only works for signed-in staff."""
    return f"{secrets.randbelow(1_000_000):06d}"


def spoken(prefix: str, characters: int = 8) -> str:
    """A number for people, such as ``T-7KQ49XPD``."""
    return f"{prefix}-" + "".join(secrets.choice(_SPOKEN) for _ in range(characters))


def join_code() -> str:
    """What staff type to join a shift: eight characters."""
    return "".join(secrets.choice(_SPOKEN) for _ in range(JOIN_CHARACTERS))


def pin() -> str:
    """Four digits for a helper to remember, not all alike."""
    while len(set(digits := f"{secrets.randbelow(10_000):04d}")) == 1:
        pass
    return digits


def digest(token: str) -> str:
    """What is stored of a secret that only has to be recognised."""
    return hashlib.sha256(token.encode()).hexdigest()


def pin_hash(pin: str) -> str:
    """A salted scrypt hash of a PIN."""
    salt = secrets.token_hex(8)
    return f"{salt}:{_scrypt(pin, salt)}"


def pin_matches(pin: str, stored: str) -> bool:
    """Whether ``pin`` is the one that was hashed; takes the same time for a wrong one."""
    salt, _, expected = stored.partition(":")
    return hmac.compare_digest(_scrypt(pin, salt), expected)


def _scrypt(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt.encode(), n=2**12, r=8, p=1).hex()
