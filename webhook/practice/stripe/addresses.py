"""All addresses of the API with what they do, and what happens by the clock alone."""

from webhook.practice.stripe import (
    accepted,
    charges,
    client_endpoints,
    disputes,
    events,
    intents,
    konbini,
    refunds,
    sessions,
    webhook_endpoints,
)
from webhook.practice.stripe import client_parameters as clients
from webhook.practice.stripe import money_parameters as money
from webhook.practice.stripe.api import Endpoint

_SESSIONS = "/v1/checkout/sessions"
_REFUNDS = "/v1/refunds"
_HOOKS = "/v1/webhook_endpoints"
ENDPOINTS = [
    Endpoint(method="POST", path=_SESSIONS, takes=accepted.SESSION_CREATE, act=sessions.create),
    Endpoint(method="GET", path=_SESSIONS, takes=accepted.SESSION_LIST, act=sessions.list_sessions),
    Endpoint(method="GET", path=f"{_SESSIONS}/{{id}}", takes=accepted.EXPAND_ONLY, act=sessions.retrieve),
    Endpoint(method="GET", path=f"{_SESSIONS}/{{id}}/line_items", takes=accepted.LINE_ITEMS, act=sessions.list_lines),
    Endpoint(method="POST", path=f"{_SESSIONS}/{{id}}/expire", takes=accepted.EXPAND_ONLY, act=sessions.expire),
    Endpoint(method="GET", path="/v1/payment_intents", takes=money.INTENT_LIST, act=intents.list_intents),
    Endpoint(method="GET", path="/v1/payment_intents/{id}", takes=accepted.INTENT_RETRIEVE, act=intents.retrieve),
    Endpoint(method="GET", path="/v1/charges", takes=money.CHARGE_LIST, act=charges.list_charges),
    Endpoint(method="GET", path="/v1/charges/{id}", takes=accepted.EXPAND_ONLY, act=charges.retrieve),
    Endpoint(method="POST", path=_REFUNDS, takes=money.REFUND_CREATE, act=refunds.create),
    Endpoint(method="GET", path=_REFUNDS, takes=money.REFUND_LIST, act=refunds.list_refunds),
    Endpoint(method="GET", path=f"{_REFUNDS}/{{id}}", takes=accepted.EXPAND_ONLY, act=refunds.retrieve),
    Endpoint(method="POST", path=f"{_REFUNDS}/{{id}}", takes=money.REFUND_UPDATE, act=refunds.update),
    Endpoint(method="POST", path=f"{_REFUNDS}/{{id}}/cancel", takes=accepted.EXPAND_ONLY, act=refunds.cancel),
    Endpoint(method="GET", path="/v1/disputes", takes=money.DISPUTE_LIST, act=disputes.list_disputes),
    Endpoint(method="GET", path="/v1/disputes/{id}", takes=accepted.EXPAND_ONLY, act=disputes.retrieve),
    Endpoint(method="GET", path=_HOOKS, takes=clients.ENDPOINT_LIST, act=webhook_endpoints.list_endpoints),
    Endpoint(method="POST", path=_HOOKS, takes=clients.ENDPOINT_CREATE, act=webhook_endpoints.create),
    Endpoint(method="GET", path=f"{_HOOKS}/{{id}}", takes=accepted.EXPAND_ONLY, act=webhook_endpoints.retrieve),
    Endpoint(method="GET", path="/v1/events", takes=accepted.EVENT_LIST, act=events.list_events),
    Endpoint(method="GET", path="/v1/events/{id}", takes=accepted.EXPAND_ONLY, act=events.retrieve),
    *client_endpoints.ENDPOINTS,
]
ENDED_BY_TIME = [sessions.close_overdue, konbini.lapse_overdue, refunds.turn_overdue]
"""What each part does when the shop's clock moves on."""
