"""What an API request carries: its parameters, its version, and what makes it the same request again."""

import hashlib
import json
import re

from starlette.requests import Request

from webhook.practice.stripe.forms import Tree, decode
from webhook.practice.stripe.refusals import Refused

LARGEST_BODY = 1_000_000
FORM = "application/x-www-form-urlencoded"


def read(request: Request, body: bytes) -> Tree:
    """The parameters of a request, from its query or its urlencoded body."""
    if request.method == "GET":
        return decode(request.scope["query_string"])
    sent = decode(_form(request, body))
    if "stripe-version" not in request.headers and "payment_method_types" in sent:
        # Clients that name no version, such as the command-line client, speak as before this parameter was replaced.
        sent["allowed_payment_method_types"] = sent.pop("payment_method_types")
    return sent


def _form(request: Request, body: bytes) -> bytes:
    if len(body) > LARGEST_BODY:
        raise Refused("The request is too large.", status=413)
    kind = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    if body and kind != FORM:
        raise Refused(f"Invalid request (the content type must be {FORM}).")
    return body


def check_version(version: str | None) -> None:
    """Refused unless the header looks like a version of the API; any one is answered in the same shapes."""
    if version is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d(\.[a-z]+)?", version):
        raise Refused(f"Invalid Stripe API version: {version[:40]}")


def fingerprint_of(request: Request, sent: Tree) -> str:
    """What tells two requests with the same idempotency key apart."""
    told = json.dumps([request.method, request.url.path, sent], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
