"""Idempotency keys: the same request twice is one act and one answer."""

import threading

import pytest
import stripe

from webhook.practice.stripe import app, sessions

CREATE = "/v1/checkout/sessions"
FORM = {
    "mode": "payment",
    "success_url": "https://shop.example/thanks/",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "jpy",
    "line_items[0][price_data][unit_amount]": "3500",
    "line_items[0][price_data][product_data][name]": "一般",
}


def test_the_first_answer_is_given_again(shared):
    first = shared.post(CREATE, FORM, Idempotency_Key="once")
    again = shared.post(CREATE, dict(reversed(FORM.items())), Idempotency_Key="once")
    assert first.json() == again.json()
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"] == "once"
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.headers["Request-Id"] != again.headers["Request-Id"]
    assert again.headers["Stripe-Version"] == stripe.api_version
    other = shared.post(CREATE, FORM, Idempotency_Key="twice", Stripe_Version="2026-09-30.endive")
    assert other.json()["id"] != first.json()["id"]
    assert other.headers["Stripe-Version"] == "2026-09-30.endive"


def test_another_request_under_the_same_key_is_refused(shared):
    session = shared.sdk.v1.checkout.sessions.create(shared.params(), {"idempotency_key": "mine"})
    for params in (shared.params(locale="ja"), shared.params(metadata={"order": "ord_2"})):
        with pytest.raises(stripe.IdempotencyError) as refused:
            shared.sdk.v1.checkout.sessions.create(params, {"idempotency_key": "mine"})
        assert refused.value.http_status == 400
    assert shared.post(f"{CREATE}/{session.id}/expire", Idempotency_Key="mine").status_code == 400


def test_what_never_began_is_not_remembered(shared):
    wrong = shared.post(CREATE, FORM | {"colour": "red"}, Idempotency_Key="typo")
    right = shared.post(CREATE, FORM, Idempotency_Key="typo")
    assert (wrong.status_code, right.status_code) == (400, 200)
    assert "Idempotent-Replayed" not in right.headers
    assert shared.post(CREATE, FORM, Idempotency_Key="x" * 256).status_code == 400


def test_a_refusal_of_the_act_itself_is_remembered(shared):
    session = shared.open()
    shared.press(session, "expire")
    first, again = (shared.post(f"{CREATE}/{session.id}/expire", Idempotency_Key="late") for _ in "12")
    assert first.status_code == again.status_code == 400
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_key_in_use_is_not_waited_for(shared, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    create = sessions.create

    def slow(*arguments):
        begun.set()
        assert go_on.wait(5)
        return create(*arguments)

    endpoint = next(one for one in app.ENDPOINTS if one.act is create)
    monkeypatch.setitem(vars(endpoint), "act", slow)
    answers = []
    first = threading.Thread(target=lambda: answers.append(shared.post(CREATE, FORM, Idempotency_Key="busy")))
    first.start()
    assert begun.wait(5)
    try:
        refused = shared.http.post(
            shared.base + CREATE,
            FORM,
            headers={"Authorization": "Bearer sk_test_1234567890", "Idempotency-Key": "busy"},
            timeout=60,
        )
    finally:
        go_on.set()
        first.join()
    error = refused.json()["error"]
    assert (refused.status_code, error["type"], error["code"]) == (409, "idempotency_error", "idempotency_key_in_use")
    assert answers[0].status_code == 200
    assert shared.sdk.v1.checkout.sessions.retrieve(answers[0].json()["id"]).status == "open"


def test_many_at_once_make_one_session(world):
    results = []

    def create():
        client = stripe.StripeClient("sk_test_1234567890", max_network_retries=5, base_addresses={"api": world.base})
        results.append(client.v1.checkout.sessions.create(world.params(), {"idempotency_key": "same"}).id)

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert len(set(results)) == 1
    assert len(world.sdk.v1.checkout.sessions.list().data) == 1
