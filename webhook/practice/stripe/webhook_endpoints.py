"""Webhook endpoints: the one that is delivered to, as the account shows it, and others made over the API."""

from webhook.practice.stripe.account import API_VERSION, Account, Call
from webhook.practice.stripe.ids import new_id, random_text
from webhook.practice.stripe.lists import page
from webhook.practice.stripe.sending import OLD_VERSION
from webhook.practice.stripe.store import JSON

KIND = "webhook_endpoint"
OWN = "we_practice"
"""The endpoint that this practice Stripe was started with; only it gets deliveries."""


def keep_own(account: Account, url: str) -> None:
    """Have the account show that it delivers to ``url``, or no longer does when that is empty."""
    known = account.store.get(OWN, KIND)
    if url:
        own = _new(account, {"url": url, "enabled_events": ["*"], "description": "Mogiri"})
        account.store.put(own | {"id": OWN, "created": known["created"] if known else own["created"]})
    elif known:
        account.store.put(known | {"status": "disabled"})


def create(account: Account, call: Call) -> JSON:
    """POST /v1/webhook_endpoints; its secret is told this one time."""
    endpoint = _new(account, call.params)
    account.store.put(endpoint)
    return endpoint | {"secret": f"whsec_{random_text(32)}"}


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/webhook_endpoints/{id}."""
    return _shown(account, account.find(KIND, call.id))


def list_endpoints(account: Account, call: Call) -> JSON:
    """GET /v1/webhook_endpoints, newest first."""
    listed = page(account, KIND, "/v1/webhook_endpoints", call.params)
    return listed | {"data": [_shown(account, endpoint) for endpoint in listed["data"]]}


def _shown(account: Account, endpoint: JSON) -> JSON:
    old = endpoint["id"] == OWN and account.board.now.old_api_version
    return endpoint | {"api_version": OLD_VERSION} if old else endpoint


def _new(account: Account, params: JSON) -> JSON:
    return {
        "id": new_id("we"),
        "object": KIND,
        "api_version": params.get("api_version", API_VERSION),
        "application": None,
        "created": account.time(),
        "description": params.get("description"),
        "enabled_events": params["enabled_events"],
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "status": "enabled",
        "url": params["url"],
    }
