"""``expand[]``: objects in full where otherwise their ids stand."""

from webhook.practice.stripe.account import Account
from webhook.practice.stripe.lists import page
from webhook.practice.stripe.refusals import Refused
from webhook.practice.stripe.store import JSON

EXPANDABLE: dict[str, tuple[str, ...]] = {
    "checkout.session": ("customer", "invoice", "line_items", "payment_intent", "setup_intent", "subscription"),
    "payment_intent": ("customer", "latest_charge", "payment_method", "review"),
    "charge": ("balance_transaction", "customer", "failure_balance_transaction", "payment_intent", "review"),
    "dispute": ("charge", "payment_intent"),
    "price": ("product",),
    "refund": ("balance_transaction", "charge", "failure_balance_transaction", "payment_intent"),
}
"""Fields by kind that may be asked for. What does not exist here stays as it is."""

DEEPEST = 4


def expanded(account: Account, thing: JSON, paths: list[str]) -> JSON:
    """``thing`` with the fields named by dotted ``paths`` in full; Refused for what cannot be expanded."""
    for path in paths:
        names = path.split(".")
        if len(names) > DEEPEST:
            raise Refused(f"You cannot expand more than {DEEPEST} levels of a property. Property: {path}")
        thing = _along(account, thing, names, path)
    return thing


def _along(account: Account, thing: JSON, names: list[str], path: str) -> JSON:
    name, rest = names[0], names[1:]
    if thing["object"] == "list" and name == "data":
        return thing | {"data": [_along(account, one, rest, path) if rest else one for one in thing["data"]]}
    if name == "price" and thing["object"] == "item" and rest:
        return thing | {"price": _along(account, thing["price"], rest, path)}
    if name not in EXPANDABLE.get(thing["object"], ()):
        raise Refused(f"This property cannot be expanded ({path}).", param="expand")
    value = _in_full(account, thing, name)
    return thing | {name: _along(account, value, rest, path) if rest and isinstance(value, dict) else value}


def _in_full(account: Account, thing: JSON, name: str) -> object:
    value = thing.get(name)
    if name == "line_items" and value is None:
        return line_items(account, thing["id"], {})
    if isinstance(value, str):
        return account.store.get(value) or value
    return value


def line_items(account: Account, session_id: str, params: JSON) -> JSON:
    """The lines of a session, in the order of the cart."""
    url = f"/v1/checkout/sessions/{session_id}/line_items"
    return page(account, "item", url, params, where=["parent = ?"], values=[session_id], newest_first=False)
