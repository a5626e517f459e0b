"""Lists as Stripe pages them: a limit, and a cursor that is the id of an object."""

from collections.abc import Sequence

from webhook.practice.stripe.account import Account
from webhook.practice.stripe.refusals import exclusive_parameters, missing_object
from webhook.practice.stripe.store import JSON

_RANGE = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    account: Account,
    kind: str,
    url: str,
    params: JSON,
    *,
    where: Sequence[str] = (),
    values: Sequence[object] = (),
    newest_first: bool = True,
) -> JSON:
    """One page of the objects of ``kind`` that fulfil ``where``; ``params`` hold limit and cursor.

    ``ending_before`` gives the page just before its object, in the same order as always.
    """
    backwards = "ending_before" in params
    if backwards and "starting_after" in params:
        raise exclusive_parameters("ending_before", "starting_after")
    limit = params.get("limit", 10)
    descending = newest_first != backwards
    conditions, bound = ["kind = ?", *where], [kind, *values]
    for cursor in ("starting_after", "ending_before"):
        if cursor in params:
            conditions.append(f"seq {'<' if descending else '>'} ?")
            bound.append(_place(account, kind, params[cursor], cursor))
    order = "seq DESC" if descending else "seq"
    found = account.store.select(" AND ".join(conditions), bound, order=order, limit=limit + 1)
    has_more = len(found) > limit
    data = found[:limit]
    return {"object": "list", "data": data[::-1] if backwards else data, "has_more": has_more, "url": url}


def created_between(created: int | JSON | None) -> tuple[list[str], list[object]]:
    """Conditions for a ``created`` parameter: a moment, or bounds."""
    if created is None:
        return [], []
    bounds = {"=": created} if isinstance(created, int) else {_RANGE[name]: n for name, n in created.items()}
    return [f"body ->> '$.created' {sign} ?" for sign in bounds], list(bounds.values())


def matching(params: JSON, *names: str) -> tuple[list[str], list[object]]:
    """Conditions for the parameters among ``names`` that were sent, each of which is a field of the object too."""
    sent = [name for name in names if name in params]
    return [f"body ->> '$.{name}' = ?" for name in sent], [params[name] for name in sent]


def filtered(account: Account, kind: str, url: str, params: JSON, *names: str) -> JSON:
    """One page, newest first, of the objects that fulfil ``created`` and the parameters called ``names``."""
    where, values = created_between(params.get("created"))
    more, further = matching(params, *names)
    return page(account, kind, url, params, where=[*where, *more], values=[*values, *further])


def _place(account: Account, kind: str, object_id: str, param: str) -> int:
    place = account.store.place(object_id, kind)
    if place is None:
        raise missing_object(kind, object_id, param=param, status=400)
    return place
