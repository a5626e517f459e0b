"""Addresses that the official command-line client uses to make things happen; shops need none of them."""

from webhook.practice.stripe import accepted, confirming, events, payment_methods, payment_pages, products
from webhook.practice.stripe import client_parameters as takes
from webhook.practice.stripe.account import Account, Call
from webhook.practice.stripe.api import Endpoint
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.store import JSON


def listen(account: Account, _call: Call) -> JSON:
    """POST /v1/stripecli/sessions: the secret that deliveries are signed with, for ``listen --print-secret``."""
    return {"id": new_id("cliws"), "object": "stripecli.session", "secret": account.webhook_secret}


_PAGE = "/v1/payment_pages/{id}"
ENDPOINTS = [
    Endpoint(method="POST", path="/v1/products", takes=takes.PRODUCT_CREATE, act=products.create_product),
    Endpoint(method="GET", path="/v1/products/{id}", takes=accepted.EXPAND_ONLY, act=products.retrieve_product),
    Endpoint(method="POST", path="/v1/prices", takes=takes.PRICE_CREATE, act=products.create_price),
    Endpoint(method="GET", path="/v1/prices/{id}", takes=accepted.EXPAND_ONLY, act=products.retrieve_price),
    Endpoint(method="POST", path="/v1/payment_methods", takes=takes.METHOD_CREATE, act=payment_methods.create),
    Endpoint(method="GET", path="/v1/payment_methods/{id}", takes=accepted.EXPAND_ONLY, act=payment_methods.retrieve),
    Endpoint(method="POST", path="/v1/payment_intents", takes=takes.INTENT_CREATE, act=confirming.create),
    Endpoint(
        method="POST", path="/v1/payment_intents/{id}/confirm", takes=takes.INTENT_CONFIRM, act=confirming.confirm
    ),
    Endpoint(method="GET", path=_PAGE, takes=accepted.EXPAND_ONLY, act=payment_pages.retrieve),
    Endpoint(method="POST", path=f"{_PAGE}/confirm", takes=takes.PAGE_CONFIRM, act=payment_pages.confirm),
    Endpoint(method="POST", path="/v1/events/{id}/retry", takes=takes.EVENT_RETRY, act=events.retry),
    Endpoint(method="POST", path="/v1/stripecli/sessions", takes=takes.LISTEN, act=listen),
]
