"""The hosted page: what its buttons do, what it says, and what the browser may do there."""

import os
import signal
import socket
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest
import requests
import stripe

from webhook.practice.stripe.visits import PAGES


def test_paying_leads_to_the_seller_and_is_told_once(world):
    session = world.open()
    answer = world.press(session, "paid")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"http://127.0.0.1:9/thanks/?session={session.id}#order=secret"
    again = [world.press(session, outcome) for outcome in ("paid", "declined", "expire", "cancel")]
    assert {(one.status_code, one.headers["Location"]) for one in again} == {(303, answer.headers["Location"])}
    world.receiver.wait(4)
    assert len(world.sdk.v1.events.list().data) == 4
    page = world.http.get(session.url)
    assert page.status_code == 200
    assert answer.headers["Location"] in page.text
    assert "<form" not in page.text


def test_two_at_once_pay_once(world):
    session = world.open()
    answers = []

    def pay():
        data = {"outcome": "paid"}
        answers.append(requests.post(session.url, data=data, allow_redirects=False, timeout=60).status_code)

    threads = [threading.Thread(target=pay) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 8
    world.receiver.wait(4)
    assert len(world.sdk.v1.events.list().data) == 4


def test_a_declined_card_can_be_followed_by_another(world):
    session = world.open()
    answer = world.press(session, "declined")
    assert answer.status_code == 402
    assert 'role="alert"' in answer.text
    assert "<form" in answer.text
    shown = world.sdk.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert (shown.status, shown.payment_status) == ("open", "unpaid")
    intent = shown.payment_intent
    assert intent.status == "requires_payment_method"
    assert (intent.last_payment_error.code, intent.last_payment_error.type) == ("card_declined", "card_error")
    assert (intent.latest_charge.status, intent.latest_charge.paid) == ("failed", False)
    world.receiver.wait(3)
    assert world.receiver.kinds() == ["charge.failed", "payment_intent.created", "payment_intent.payment_failed"]
    assert world.press(session, "paid").status_code == 303
    paid = world.sdk.v1.payment_intents.retrieve(intent.id)
    assert (paid.status, paid.last_payment_error, paid.amount_received) == ("succeeded", None, 8000)
    world.receiver.wait(6)
    assert world.receiver.kinds().count("payment_intent.created") == 1


def test_going_back_tells_nobody(world):
    session = world.open()
    answer = world.press(session, "cancel")
    assert (answer.status_code, answer.headers["Location"]) == (303, "http://127.0.0.1:9/cart/")
    assert world.sdk.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert world.sdk.v1.events.list().data == []
    assert world.press(world.open(cancel_url=None), "cancel").status_code == 200


def test_an_expired_page_says_so(world):
    session = world.open()
    world.press(session, "declined")
    answers = [world.press(session, "expire"), world.press(session, "paid"), world.http.get(session.url)]
    for answer in answers:
        assert answer.status_code == 410
        assert "<form" not in answer.text
        assert "http://127.0.0.1:9/cart/" in answer.text
    world.receiver.wait(5)
    ended = {"checkout.session.expired", "payment_intent.canceled"}
    assert ended < set(world.receiver.kinds())
    assert len(world.sdk.v1.events.list().data) == 5


@pytest.mark.parametrize("body", [b"", b"outcome=magic", b"outcome=%FF", b"x" * 20_000])
def test_a_press_of_nothing_shows_the_page_again(shared, body):
    session = shared.open()
    answer = shared.http.post(session.url, body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 200
    assert "<form" in answer.text


def test_the_page_shows_what_is_bought_and_that_it_is_practice(shared):
    page = shared.http.get(shared.open(locale="ja", customer_email="fan@example.com").url)
    for words in ("もぎり座", "冬の音楽会 – 一般", "8,000円", "7,000円", "fan@example.com", "お金は動かず", "練習"):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"
    style = shared.http.get(f"{shared.base}/assets/practice.css")
    assert style.status_code == 200
    assert style.headers["Content-Type"].startswith("text/css")
    assert f"{shared.base}/assets/practice.css" in page.text
    missing = shared.http.get(f"{shared.base}/c/pay/cs_test_unknown")
    assert missing.status_code == 404
    assert "練習" in missing.text


@pytest.mark.parametrize(
    ("locale", "accepted", "language"),
    [
        ("ja", "en", "ja"),
        ("en-GB", "ja", "en"),
        ("fr", "ja", "en"),
        ("auto", "ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        (None, "fr, en;q=0.3, ja;q=0.7", "ja"),
        (None, "fr", "en"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "", "ja"),
    ],
)
def test_the_page_speaks_the_visitors_language(shared, locale, accepted, language):
    page = shared.http.get(shared.open(locale=locale).url, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in page.text


def test_the_browser_may_do_nothing_but_post_the_form(shared):
    nasty = "<script>alert(1)</script>"
    cart = [{"price_data": {"currency": "jpy", "unit_amount": 500, "product_data": {"name": nasty}}, "quantity": 1}]
    session = shared.open(line_items=cart, cancel_url="https://shop.example/cart/")
    page = shared.http.get(session.url)
    assert nasty not in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert policy == [
        "default-src 'none'",
        "style-src 'self'",
        "form-action 'self' http://127.0.0.1:9 https://shop.example",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]


def test_both_languages_have_the_same_words():
    tables = [tomllib.loads((PAGES / f"{language}.toml").read_text("utf-8")) for language in ("ja", "en")]
    assert tables[0].keys() == tables[1].keys()


def test_it_runs_alone(tmp_path, receiver):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "webhook.practice.stripe", "--port", str(port), "--database", "stripe.sqlite"]
    command += ["--webhook-url", receiver.url, "--webhook-secret", "whsec_alone"]
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stderr
            while b"running on" not in (line := process.stderr.readline()):
                assert line, "it did not start"
            base = {"api": f"http://127.0.0.1:{port}"}
            sdk = stripe.StripeClient("sk_test_1234567890", base_addresses=base)
            price = {"currency": "jpy", "unit_amount": 500, "product_data": {"name": "一般"}}
            params = {"mode": "payment", "success_url": "http://a.example/",
                      "line_items": [{"price_data": price, "quantity": 1}]}  # fmt: skip
            session = sdk.v1.checkout.sessions.create(params)
            sdk.v1.checkout.sessions.expire(session.id)
            receiver.wait(1)
            headers, body = receiver.requests[0]
            assert sdk.construct_event(body, headers["Stripe-Signature"], "whsec_alone").data.object.id == session.id
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    assert (tmp_path / "stripe.sqlite").exists()
