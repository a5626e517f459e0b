"""One delivery over HTTP: the event's bytes, freshly signed, as Stripe sends them."""

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from webhook.practice.stripe.store import JSON
from webhook.practice.stripe.switches import Switches

USER_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
OLD_VERSION = "2020-08-27"
OTHER_SECRET = "whsec_practice_other"  # noqa: S105


def body_of(event: JSON) -> bytes:
    """The one way out to the webhook: the event as Stripe writes it."""
    return json.dumps(event, indent=2, ensure_ascii=False).encode()


def disguised(event: JSON, switches: Switches) -> JSON:
    """The event as the switches have it: of an old version, or about real money."""
    if switches.old_api_version:
        event = event | {"api_version": OLD_VERSION}
    if switches.livemode:
        told = {**event["data"], "object": {**event["data"]["object"], "livemode": True}}
        event = event | {"livemode": True, "data": told}
    return event


def secrets_by(secret: str, switches: Switches) -> list[str]:
    """The secrets to sign with."""
    if switches.wrong_secret:
        return [OTHER_SECRET]
    return [OTHER_SECRET, secret] if switches.two_secrets else [secret]


def post(url: str, secrets: Sequence[str], body: bytes, *, timeout: float) -> int | None:
    """Send an event once, signed with each of ``secrets``.

    Returns the status answered, or None when nobody was reached within ``timeout`` seconds.
    """
    address = urlsplit(url)
    connect = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = connect(address.hostname or "", address.port, timeout=timeout)
    path = f"{address.path or '/'}{'?' + address.query if address.query else ''}"
    headers = {
        "Accept": "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(body, secrets, int(time.time())),
        "User-Agent": USER_AGENT,
    }
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def signature(body: bytes, secrets: Sequence[str], moment: int) -> str:
    """The ``Stripe-Signature`` header: ``t`` in seconds, a ``v1`` for each secret, and a ``v0`` not to be trusted."""
    signed = f"{moment}.".encode() + body
    good = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    v0 = hmac.new(b"not the secret", signed, hashlib.sha256).hexdigest()
    return ",".join([f"t={moment}", *(f"v1={v1}" for v1 in good), f"v0={v0}"])
