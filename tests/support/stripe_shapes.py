"""Stripe's published shapes, and a guard that holds all traffic of the practice Stripe against them.

    @pytest.fixture(autouse=True)
    def shapes():
        with held_to_the_shapes():
            yield

Every answer and every event that leaves is checked, and so are the parameters of every request that was done.
"""

import contextlib
import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from webhook.practice.stripe import api, delivery
from webhook.practice.stripe.forms import Tree

SCHEMAS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "data/stripe/schemas.json").read_text("utf-8"))

UNPUBLISHED = {"payment_method", "checkout.page", "stripecli.session"}
"""Kinds of objects that only the command-line client asks for, whose shapes are not among the published ones."""

_LISTED = {
    "/v1/charges": "charge",
    "/v1/checkout/sessions": "checkout.session",
    "/v1/disputes": "dispute",
    "/v1/events": "event",
    "/v1/payment_intents": "payment_intent",
    "/v1/refunds": "refund",
    "/v1/webhook_endpoints": "webhook_endpoint",
}
_PARAMETERS = {
    ("GET", "/v1/charges"): "charge.list",
    ("POST", "/v1/checkout/sessions"): "checkout.session.create",
    ("GET", "/v1/checkout/sessions"): "checkout.session.list",
    ("GET", "/v1/checkout/sessions/{id}"): "checkout.session.retrieve",
    ("POST", "/v1/checkout/sessions/{id}/expire"): "checkout.session.expire",
    ("GET", "/v1/checkout/sessions/{id}/line_items"): "checkout.session.line_items",
    ("GET", "/v1/disputes"): "dispute.list",
    ("GET", "/v1/events"): "event.list",
    ("GET", "/v1/payment_intents/{id}"): "payment_intent.retrieve",
    ("POST", "/v1/refunds"): "refund.create",
    ("GET", "/v1/refunds"): "refund.list",
}


@functools.cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    """Checks against the published shape called ``name``; unknown fields and values are mistakes."""
    assert name in SCHEMAS["x-names"], name
    return jsonschema.Draft202012Validator({"$defs": SCHEMAS["$defs"], "$ref": f"#/$defs/{name}"})


def misshapen(name: str, thing: Any) -> list[str]:
    """What is wrong with ``thing`` as a ``name``."""
    return [f"{name}{e.json_path[1:]}: {e.message[:200]}" for e in validator(name).iter_errors(thing)]


def misanswered(body: dict[str, Any]) -> list[str]:
    """What is wrong with an answer of the API, by what it claims to be."""
    if "error" in body:
        return misshapen("error", body)
    if body["object"] in UNPUBLISHED:
        return []
    if body["object"] != "list":
        return misshapen(str(body["object"]), body)
    kind = _LISTED.get(body["url"], "item")
    if f"list:{kind}" in SCHEMAS["x-names"]:
        return misshapen(f"list:{kind}", body)
    envelope = misshapen("list:event", body | {"data": []})
    return envelope + [problem for one in body["data"] for problem in misshapen(kind, one)]


def misasked(method: str, path: str, sent: Tree) -> list[str]:
    """What is wrong with the parameters of a request, given as the tree of texts that its form encodes."""
    if (method, path) not in _PARAMETERS:
        return []
    name = f"params:{_PARAMETERS[method, path]}"
    return misshapen(name, coerced({"$ref": f"#/$defs/{name}"}, sent))


def coerced(shape: dict[str, Any], sent: "str | Tree") -> Any:
    """The JSON that a tree of texts stands for where ``shape`` is expected."""
    shape = followed(shape)
    if "anyOf" in shape:
        found = [coerced(one, sent) for one in shape["anyOf"]]
        return next((value for value, one in zip(found, shape["anyOf"], strict=True) if _fits(one, value)), sent)
    kind = shape.get("type")
    if isinstance(sent, str):
        if kind == "integer" and re.fullmatch(r"-?\d+", sent):
            return int(sent)
        return sent == "true" if kind == "boolean" and sent in ("true", "false") else sent
    if kind == "array":
        return [coerced(shape["items"], sent[place]) for place in sorted(sent, key=int)]
    known = shape.get("properties", {})
    return {name: coerced(known.get(name, {}), value) for name, value in sent.items()}


def followed(shape: dict[str, Any]) -> dict[str, Any]:
    """The shape that a reference leads to."""
    while "$ref" in shape:
        shape = SCHEMAS["$defs"][shape["$ref"].removeprefix("#/$defs/")]
    return shape


@contextlib.contextmanager
def held_to_the_shapes() -> Iterator[list[str]]:
    """Hold everything that practice Stripes of this process say and do in the block; fails at its end for mistakes."""
    wrong: list[str] = []
    respond, body_of, act = api.respond, delivery.body_of, api.Api._act

    def watched_respond(status: int, body: dict[str, Any], headers: dict[str, str]) -> Any:
        wrong.extend(misanswered(body))
        return respond(status, body, headers)

    def watched_body_of(event: dict[str, Any]) -> bytes:
        wrong.extend(misshapen("event", event))
        return body_of(event)

    def watched_act(self: api.Api, endpoint: api.Endpoint, sent: Tree, *others: Any) -> Any:
        done = act(self, endpoint, sent, *others)
        wrong.extend(misasked(endpoint.method, endpoint.path, sent))
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "respond", watched_respond)
        patch.setattr(delivery, "body_of", watched_body_of)
        patch.setattr(api.Api, "_act", watched_act)
        yield wrong
    assert wrong == [], "\n".join(wrong)


def _fits(shape: dict[str, Any], value: Any) -> bool:
    return not list(jsonschema.Draft202012Validator({"$defs": SCHEMAS["$defs"], **shape}).iter_errors(value))
