"""The practice Stripe as the real SDK sees it: sessions, their lines, payments, lists and events."""

from datetime import timedelta

import pytest
import stripe

from webhook.practice.stripe.account import API_VERSION


def test_speaks_the_version_that_the_sdk_pins(schemas):
    assert stripe.api_version == schemas["x-api-version"] == API_VERSION


def test_a_session_opens_with_what_was_sent(shared):
    session = shared.open(locale="ja", client_reference_id="ord_1", customer_email="fan@example.com")
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 8000)
    assert (session.currency, session.locale, session.client_reference_id) == ("jpy", "ja", "ord_1")
    assert session.metadata.order == "ord_1"
    assert session.payment_intent is None
    assert session.url == f"{shared.base}/c/pay/{session.id}"
    assert session.expires_at - session.created == 24 * 3600
    assert shared.sdk.v1.checkout.sessions.retrieve(session.id).to_dict() == session.to_dict()


def test_lines_come_in_order_and_in_pages(shared):
    cart = [
        {"price_data": {"currency": "jpy", "unit_amount": n, "product_data": {"name": f"#{n}"}}, "quantity": 1}
        for n in range(100, 125)
    ]
    session = shared.open(line_items=cart)
    lines = shared.sdk.v1.checkout.sessions.line_items
    first = lines.list(session.id)
    assert first.has_more
    assert len(first.data) == 10
    assert [line.amount_total for line in first.auto_paging_iter()] == list(range(100, 125))
    back = lines.list(session.id, params={"ending_before": first.data[-1].id, "limit": 3})
    assert [line.description for line in back.data] == ["#106", "#107", "#108"]
    assert back.has_more


def test_expand_shows_objects_in_full(world):
    session = world.open()
    world.press(session, "paid")
    paths = ["line_items.data.price.product", "payment_intent.latest_charge.balance_transaction"]
    shown = world.sdk.v1.checkout.sessions.retrieve(session.id, params={"expand": paths})
    assert [line.price.product.name for line in shown.line_items.data] == ["冬の音楽会 – 一般", "ドリンク"]
    charge = shown.payment_intent.latest_charge
    assert (charge.amount, charge.paid, charge.metadata.order) == (8000, True, "ord_1")
    assert charge.balance_transaction.net + charge.balance_transaction.fee == 8000
    assert world.sdk.v1.charges.retrieve(charge.id).payment_intent == shown.payment_intent.id
    assert world.sdk.v1.payment_intents.retrieve(shown.payment_intent.id).status == "succeeded"
    listed = world.get("/v1/checkout/sessions", **{"expand[]": "data.payment_intent"}).json()
    assert listed["data"][0]["payment_intent"]["amount_received"] == 8000


def test_sessions_are_listed_newest_first_and_filtered(world):
    opened = [world.open() for _ in range(5)]
    world.press(opened[1], "paid", email="one@example.com")
    world.press(opened[2], "expire")
    sessions = world.sdk.v1.checkout.sessions

    def ids(**params):
        return [session.id for session in sessions.list(params=params).auto_paging_iter()]

    everything = [session.id for session in reversed(opened)]
    assert ids() == ids(limit=2) == everything
    assert ids(status="complete") == ids(customer_details={"email": "one@example.com"}) == [opened[1].id]
    assert ids(status="expired") == [opened[2].id]
    intent = sessions.retrieve(opened[1].id).payment_intent
    assert ids(payment_intent=intent) == [opened[1].id]
    assert ids(created={"gte": opened[0].created}) == everything
    assert ids(created={"gt": opened[4].created + 60}) == ids(payment_intent="pi_other") == []
    page = sessions.list(params={"ending_before": opened[1].id, "limit": 2})
    assert [session.id for session in page.data] == [opened[3].id, opened[2].id]
    assert page.has_more


def test_expire_closes_an_open_session_once(world):
    session = world.open()
    expired = world.sdk.v1.checkout.sessions.expire(session.id, options={"idempotency_key": "close"})
    assert (expired.status, expired.url) == ("expired", None)
    world.receiver.wait(1)
    [event] = world.receiver.events()
    assert event["type"] == "checkout.session.expired"
    assert event["request"]["idempotency_key"] == "close"
    assert event["request"]["id"].startswith("req_")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        world.sdk.v1.checkout.sessions.expire(session.id)
    assert refused.value.http_status == 400
    assert len(world.sdk.v1.events.list().data) == 1


def test_a_session_ends_by_the_shops_clock(world):
    session = world.open(expires_at=int(world.clock().timestamp()) + 1860)
    world.clock.ahead = timedelta(minutes=32)
    world.receiver.wait(1)  # nobody asked: the worker noticed
    assert world.receiver.kinds() == ["checkout.session.expired"]
    assert world.sdk.v1.checkout.sessions.retrieve(session.id).status == "expired"
    answer = world.press(session, "paid")
    assert answer.status_code == 410
    assert len(world.sdk.v1.events.list().data) == 1


def test_events_are_listed_by_kind(world):
    session = world.open()
    world.press(session, "paid")
    world.receiver.wait(4)
    events = world.sdk.v1.events
    assert [event.type for event in events.list().data] == [
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]
    assert len(events.list(params={"type": "payment_intent.*"}).data) == 2
    kinds = ["charge.succeeded", "checkout.session.completed"]
    listed = events.list(params={"types": kinds, "limit": 1})
    assert [event.type for event in listed.auto_paging_iter()] == kinds[::-1]
    one = listed.data[0]
    assert events.retrieve(one.id).data.object.id == session.id
    assert world.practice.event(one.id)["data"]["object"]["payment_status"] == "paid"
    with pytest.raises(LookupError):
        world.practice.event("evt_unknown")


def test_a_cart_for_nothing_completes_without_payment(world):
    free = {"price_data": {"currency": "jpy", "unit_amount": 0, "product_data": {"name": "招待"}}, "quantity": 1}
    session = world.open(line_items=[free])
    assert world.press(session, "declined").status_code == 200
    assert world.press(session, "paid").status_code == 303
    done = world.sdk.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status, done.payment_intent) == ("complete", "no_payment_required", None)
    world.receiver.wait(1)
    assert world.receiver.kinds() == ["checkout.session.completed"]


def test_everything_that_can_be_asked_of_the_buyer_keeps_its_shape(world):
    session = world.open(
        adaptive_pricing={"enabled": False},
        after_expiration={"recovery": {"enabled": False}},
        allowed_payment_method_types=["card", "konbini"],
        automatic_tax={"enabled": False},
        billing_address_collection="auto",
        branding_settings={"display_name": "もぎり座"},
        consent_collection={"terms_of_service": "required"},
        custom_fields=[
            {"key": "size", "label": {"type": "custom", "custom": "サイズ"}, "type": "dropdown",
             "dropdown": {"options": [{"label": "S", "value": "s"}]}},
            {"key": "note", "label": {"type": "custom", "custom": "備考"}, "type": "text", "optional": True},
        ],
        custom_text={"submit": {"message": "お席は先着順です"}, "after_submit": ""},
        customer_creation="always",
        excluded_payment_method_types=["konbini"],
        invoice_creation={"enabled": False},
        name_collection={"individual": {"enabled": True}},
        payment_method_options={"card": {"request_three_d_secure": "any"}, "konbini": {"expires_after_days": 1}},
        phone_number_collection={"enabled": True},
        submit_type="book",
    )  # fmt: skip
    assert session.payment_method_types == ["card"]
    assert session.payment_method_options.to_dict() == {"card": {"request_three_d_secure": "any"}}
    assert "お席は先着順です" in world.http.get(session.url).text
    assert world.press(session, "paid", email="buyer@example.com").status_code == 303
    done = world.sdk.v1.checkout.sessions.retrieve(session.id)
    assert done.customer_details.email == "buyer@example.com"
    assert done.customer_details.phone
    assert done.collected_information.individual_name
    assert done.consent.terms_of_service == "accepted"
