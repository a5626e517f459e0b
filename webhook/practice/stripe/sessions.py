"""Checkout sessions over the API: create, retrieve, list, lines, expire; and their end by the clock."""

from webhook.practice.stripe import events, intents, limits
from webhook.practice.stripe.account import BUYER, Account, Call, Caller
from webhook.practice.stripe.buyers import Buyer, known_buyer
from webhook.practice.stripe.expand import line_items
from webhook.practice.stripe.lines import read_cart
from webhook.practice.stripe.lists import created_between, page
from webhook.practice.stripe.opening import open_session
from webhook.practice.stripe.refusals import Refused
from webhook.practice.stripe.store import JSON

KIND = "checkout.session"
_FILTERS = {
    "customer": "$.customer",
    "customer_account": "$.customer_account",
    "payment_intent": "$.payment_intent",
    "payment_link": "$.payment_link",
    "status": "$.status",
    "subscription": "$.subscription",
}


def create(account: Account, call: Call) -> JSON:
    """POST /v1/checkout/sessions: an open session with its hosted page."""
    params = call.params
    limits.check(account, params)
    cart = read_cart(account, params)
    methods = limits.check_amount(account, cart.amount, cart.currency, params)
    session = open_session(account, params, cart, methods)
    private = {name: params.get(name, {}) for name in ("payment_intent_data", "payment_method_options")}
    account.store.put(session, private=private)
    for product in cart.products:
        account.store.put(product)
    for line in cart.lines:
        account.store.put(line, parent=session["id"])
    return session


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/checkout/sessions/{id}."""
    return account.find(KIND, call.id)


def list_lines(account: Account, call: Call) -> JSON:
    """GET /v1/checkout/sessions/{id}/line_items."""
    return line_items(account, account.find(KIND, call.id)["id"], call.params)


def list_sessions(account: Account, call: Call) -> JSON:
    """GET /v1/checkout/sessions, newest first."""
    params = call.params
    where, values = created_between(params.get("created"))
    wanted = [(path, params[name]) for name, path in _FILTERS.items() if name in params]
    if "customer_details" in params:
        wanted.append(("$.customer_details.email", params["customer_details"]["email"]))
    where += ["body ->> ? = ?"] * len(wanted)
    values += [part for pair in wanted for part in pair]
    return page(account, KIND, "/v1/checkout/sessions", params, where=where, values=values)


def expire(account: Account, call: Call) -> JSON:
    """POST /v1/checkout/sessions/{id}/expire: only an open session can be closed."""
    session = account.find(KIND, call.id)
    if session["status"] != "open":
        message = f"Only Checkout Sessions with a status of `open` can be expired. This one is `{session['status']}`."
        raise Refused(message, param="session", executed=True)
    return close(account, session, call.caller)


def complete(account: Account, session: JSON, buyer: Buyer, payment_status: str) -> JSON:
    """Close the session as done by ``buyer``, and tell the webhook."""
    session = session | known_buyer(session, buyer)
    session |= {"payment_status": payment_status, "status": "complete", "url": None}
    account.store.put(session)
    events.record(account, "checkout.session.completed", session)
    return session


def close(account: Account, session: JSON, caller: Caller = BUYER) -> JSON:
    """End an open session without payment, and tell the webhook."""
    session = session | {"status": "expired", "url": None}
    if session["payment_intent"]:
        intents.cancel(account, account.find("payment_intent", session["payment_intent"]), caller)
    account.store.put(session)
    events.record(account, "checkout.session.expired", session, caller=caller)
    return session


def close_overdue(account: Account) -> None:
    """End every open session whose time is over by the shop's clock."""
    overdue = (
        "kind = 'checkout.session' AND body ->> '$.status' = 'open' AND body ->> '$.expires_at' <= ?",
        [account.time()],
    )
    if not account.store.select(*overdue, limit=1):
        return
    with account.store.transaction():
        for session in account.store.select(*overdue):
            close(account, session)
