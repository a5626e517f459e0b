"""The secret key of an API request: any test key will do, and no live one."""

import base64
import binascii
import re

from webhook.practice.stripe.refusals import unauthorised

SHORTEST_KEY = 12


def check_key(authorization: str | None) -> None:
    """Refused (401) unless the header carries a test key, as Bearer or as the user name of Basic."""
    if not authorization:
        raise unauthorised("You did not provide an API key. Send it as `Authorization: Bearer sk_test_…`.")
    scheme, _, credentials = authorization.partition(" ")
    key = _user_name(credentials) if scheme.lower() == "basic" else credentials.strip()
    if scheme.lower() not in ("basic", "bearer") or not key:
        raise unauthorised("The Authorization header must be `Bearer sk_test_…` or Basic with the key as user name.")
    if not re.fullmatch(r"sk_test_[A-Za-z0-9_]+", key) or len(key) < SHORTEST_KEY:
        shown = f"{key[:8]}{'*' * max(len(key) - 12, 0)}{key[-4:]}" if len(key) > SHORTEST_KEY else "too short"
        raise unauthorised(f"Invalid API Key provided: {shown}. The practice Stripe takes keys like sk_test_1234.")


def _user_name(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode("utf-8").partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
