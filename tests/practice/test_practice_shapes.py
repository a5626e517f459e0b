"""The guard that holds all traffic against Stripe's published shapes: it sees every kind of mistake."""

import pytest

from tests.support.stripe_shapes import coerced, held_to_the_shapes, misanswered, misasked, misshapen
from webhook.practice.stripe import api
from webhook.practice.stripe.forms import decode


def test_answers_are_held_to_what_they_claim_to_be(world):
    intent = world.bought()
    refund = world.sdk.v1.refunds.create({"payment_intent": intent.id})
    endpoint = world.get("/v1/webhook_endpoints").json()
    assert misanswered(refund.to_dict()) == misanswered(endpoint) == []
    assert misanswered(refund.to_dict() | {"colour": "red"})
    assert misanswered({name: value for name, value in refund.to_dict().items() if name != "reason"})
    assert misanswered(endpoint | {"has_more": None})
    assert misanswered(endpoint | {"data": [endpoint["data"][0] | {"url": None}]})
    assert misanswered({"error": {"type": "rain"}})
    [event] = world.get("/v1/events", type="refund.created").json()["data"]
    assert misshapen("event", event) == []
    assert misshapen("event", event | {"data": {"object": intent.to_dict()}})


def test_requests_are_held_to_the_published_parameters():
    def problems(encoded):
        return misasked("POST", "/v1/refunds", decode(encoded))

    assert problems(b"payment_intent=pi_1&amount=500&metadata[1]=2&reverse_transfer=true&expand[]=charge") == []
    assert problems(b"payment_intent=pi_1&amount=all")
    assert problems(b"colour=red")
    assert problems(b"reason=rain")
    created = decode(b"created[gte]=1")
    assert misasked("GET", "/v1/refunds", created) == misasked("GET", "/v1/refunds", {"created": "1"}) == []
    assert misasked("GET", "/v1/refunds", decode(b"created[after]=1"))
    assert misasked("POST", "/v1/products", {"colour": "red"}) == []  # not among the published ones
    assert coerced({"type": "array", "items": {"type": "integer"}}, {"1": "5", "0": "4"}) == [4, 5]


def test_what_is_wrong_fails_at_the_end():
    def say_nonsense():
        with held_to_the_shapes():
            api.respond(200, {"object": "refund"}, {})

    with pytest.raises(AssertionError, match="is a required property"):
        say_nonsense()
