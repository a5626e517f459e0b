"""Door codes with a keyed tag: a device without signal can tell a ticket it has not heard of from a made-up one.

Of the 26 characters 21 are random (105 bits, nobody guesses them) and 5 are the tag (25 bits). Whoever steals a device
with the key can make codes that a device without signal shows in amber, for the lead to decide; they never stamp.
"""

import base64
import hashlib
import hmac

from webhook import codes, keyring

TAG_CHARACTERS = 5


def key(item: str, session: str) -> bytes:
    """The key of an item and session."""
    return hmac.digest(keyring.secret("door"), f"tag\0{item}\0{session}".encode(), hashlib.sha256)


def salt(item: str, session: str) -> str:
    """What the hashes in the door pack of an item and session begin with; it stays, so that a pack keeps its ETag."""
    made = hmac.digest(keyring.secret("door"), f"salt\0{item}\0{session}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made[:12]).decode()


def tag(random: str, with_key: bytes) -> str:
    """The last characters of the code that begins with ``random``."""
    made = hmac.digest(with_key, random.encode(), hashlib.sha256)
    return base64.b32encode(made[:5]).decode()[:TAG_CHARACTERS]


def door_code(item: str, session: str) -> str:
    """A new code for the QR of a ticket."""
    random = codes.door_code()[:-TAG_CHARACTERS]
    return random + tag(random, key(item, session))
