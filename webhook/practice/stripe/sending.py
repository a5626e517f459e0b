"""One delivery over HTTP: the event's bytes, freshly signed, as Stripe sends them."""

import hashlib
import hmac
import http.client
import json
import time
from urllib.parse import urlsplit

from webhook.practice.stripe.store import JSON

USER_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"


def body_of(event: JSON) -> bytes:
    """The one way out to the webhook: the event as Stripe writes it."""
    return json.dumps(event, indent=2, ensure_ascii=False).encode()


def post(url: str, secret: str, body: bytes, *, timeout: float) -> int | None:
    """Send a signed event once: the status answered, or None when nobody was reached within ``timeout`` seconds."""
    address = urlsplit(url)
    connect = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = connect(address.hostname or "", address.port, timeout=timeout)
    path = f"{address.path or '/'}{'?' + address.query if address.query else ''}"
    headers = {
        "Accept": "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(body, secret, int(time.time())),
        "User-Agent": USER_AGENT,
    }
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def signature(body: bytes, secret: str, moment: int) -> str:
    """The ``Stripe-Signature`` header: ``t`` in seconds, ``v1``, and a ``v0`` that receivers must not trust."""
    signed = f"{moment}.".encode() + body
    v1 = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    v0 = hmac.new(b"not the secret", signed, hashlib.sha256).hexdigest()
    return f"t={moment},v1={v1},v0={v0}"
