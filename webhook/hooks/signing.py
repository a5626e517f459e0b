"""Signatures by Standard Webhooks: HMAC-SHA256 over id, moment and body, with a secret that begins with ``whsec_``."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from webhook.refusals import Refused

TOLERANCE = timedelta(minutes=5)
"""How far the moment of a message may be from now, so that an old one cannot be sent again."""
_PREFIX = "whsec_"


def secret() -> str:
    """A new secret."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(key: str, body: bytes, secrets_: Iterable[str], now: datetime) -> dict[str, str]:
    """What goes along with a message, signed with each of the secrets."""
    moment = str(int(now.timestamp()))
    signed = " ".join(_signature(each, key, moment, body) for each in secrets_)
    return {"webhook-id": key, "webhook-timestamp": moment, "webhook-signature": signed}


def verify(given: Mapping[str, str], body: bytes, secret_: str, now: datetime) -> datetime:
    """The moment of a message; refuses with ``bad_signature`` what was not signed with the secret, just now."""
    key, moment = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signatures = given.get("webhook-signature", "").split()
    if not (secret_ and key and moment.isascii() and moment.isdigit() and len(moment) < 12):
        raise Refused("bad_signature", 401)
    right = _signature(secret_, key, moment, body)
    sent = datetime.fromtimestamp(int(moment), UTC)
    if (
        not any(hmac.compare_digest(right.encode(), each.encode()) for each in signatures)
        or abs(now - sent) > TOLERANCE
    ):
        raise Refused("bad_signature", 401)
    return sent


def _signature(secret_: str, key: str, moment: str, body: bytes) -> str:
    digest = hmac.new(
        base64.b64decode(secret_.removeprefix(_PREFIX)), f"{key}.{moment}.".encode() + body, hashlib.sha256
    ).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
