"""Events: what happened, as Stripe tells it to the webhook and lists it."""

from typing import Any

from webhook.practice.stripe.account import API_VERSION, BUYER, Account, Call, Caller
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.lists import created_between, page
from webhook.practice.stripe.refusals import exclusive_parameters
from webhook.practice.stripe.store import JSON

_PENDING = "(SELECT count(*) FROM delivery WHERE event = object.id AND closed IS NULL)"


def record(account: Account, kind: str, thing: JSON, *, caller: Caller = BUYER, before: JSON | None = None) -> JSON:
    """Keep the event ``kind`` about ``thing`` as it is now, and queue it for the webhook.

    ``before`` is the thing as it was: what differs is told as ``previous_attributes``.
    """
    data: JSON = {"object": thing}
    if before is not None:
        data["previous_attributes"] = {name: before.get(name) for name in thing if before.get(name) != thing[name]}
    event = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": account.time(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": caller.request_id, "idempotency_key": caller.idempotency_key},
        "type": kind,
    }
    account.store.put(event)
    account.queue(str(event["id"]))
    return event


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/events/{id}."""
    return _with_pending(account, account.find("event", call.id))


def retry(account: Account, call: Call) -> JSON:
    """POST /v1/events/{id}/retry: delivers the event once more."""
    event = account.find("event", call.id)
    account.queue(event["id"])
    return _with_pending(account, event)


def list_events(account: Account, call: Call) -> JSON:
    """GET /v1/events, newest first; by ``type`` (``charge.*`` works), ``types``, ``created``, ``delivery_success``."""
    params = call.params
    if "type" in params and "types" in params:
        raise exclusive_parameters("type", "types")
    where, values = created_between(params.get("created"))
    kinds = params.get("types") or ([params["type"]] if "type" in params else [])
    if kinds:
        where.append(f"({' OR '.join(['body ->> ? GLOB ?'] * len(kinds))})")
        values += [part for kind in kinds for part in ("$.type", kind)]
    if "delivery_success" in params:
        where.append(f"{_PENDING} {'= 0' if params['delivery_success'] else '> 0'}")
    listed = page(account, "event", "/v1/events", params, where=where, values=values)
    return listed | {"data": [_with_pending(account, event) for event in listed["data"]]}


def _with_pending(account: Account, event: JSON) -> JSON:
    row = account.store.rows(f"SELECT {_PENDING} AS pending FROM object WHERE id = ?", event["id"])[0]  # noqa: S608
    pending: Any = row["pending"]
    return event | {"pending_webhooks": int(pending)}
