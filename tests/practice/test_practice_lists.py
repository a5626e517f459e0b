"""Lists of what an account holds, in pages; and its webhook endpoints."""

import pytest
import stripe

from webhook.practice.stripe import Switches


def test_payments_and_charges_come_in_pages(world):
    made = [world.bought() for _ in range(3)]
    intents, charges = world.sdk.v1.payment_intents, world.sdk.v1.charges
    newest = [intent.id for intent in reversed(made)]
    assert [one.id for one in intents.list({"limit": 2}).auto_paging_iter()] == newest
    assert [one.payment_intent for one in charges.list({"limit": 1}).auto_paging_iter()] == newest
    assert [one.payment_intent for one in charges.list({"payment_intent": made[0].id}).data] == [made[0].id]
    back = intents.list({"ending_before": newest[2], "limit": 1})
    assert ([one.id for one in back.data], back.has_more) == ([newest[1]], True)
    later = {"created": {"gt": made[2].created + 60}}
    assert intents.list(later).data == charges.list(later).data == []
    assert intents.list({"customer": "cus_1"}).data == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        charges.list({"starting_after": "ch_unknown"})
    assert refused.value.code == "resource_missing"


def test_the_account_shows_where_it_delivers(world):
    endpoints = world.sdk.v1.webhook_endpoints
    [own] = endpoints.list().data
    assert (own.url, own.api_version, own.status) == (world.receiver.url, stripe.api_version, "enabled")
    assert "secret" not in own
    world.practice.switches = Switches(old_api_version=True)
    assert endpoints.retrieve(own.id).api_version == endpoints.list().data[0].api_version == "2020-08-27"


def test_an_endpoint_tells_its_secret_once(world):
    endpoints = world.sdk.v1.webhook_endpoints
    params = {"url": "https://shop.example/webhooks/stripe", "enabled_events": ["checkout.session.completed"]}
    made = endpoints.create(params | {"api_version": "2026-09-30.endive", "metadata": {"shop": "1"}})
    assert made.secret.startswith("whsec_")
    shown = endpoints.retrieve(made.id)
    assert "secret" not in shown
    assert (shown.api_version, shown.metadata.shop) == ("2026-09-30.endive", "1")
    assert shown.enabled_events == ["checkout.session.completed"]
    assert [one.id for one in endpoints.list({"limit": 1}).data] == [made.id]
    for wrong in ({"enabled_events": ["*"]}, {"url": "https://a.example"}, params | {"url": "nowhere"}):
        with pytest.raises(stripe.InvalidRequestError):
            endpoints.create(wrong)


def test_an_endpoint_that_is_no_longer_delivered_to(open_world, receiver):
    with open_world() as world:
        [first] = world.sdk.v1.webhook_endpoints.list().data
    receiver.url = ""
    with open_world() as world:
        [same] = world.sdk.v1.webhook_endpoints.list().data
    assert (same.id, same.created, same.status) == (first.id, first.created, "disabled")
