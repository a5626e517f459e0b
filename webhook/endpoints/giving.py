"""For the owner: issuing to a person or to a list of guests."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from webhook import worth
from webhook.http.answering import NO_STORE, Call
from webhook.issuing import direct, sheet, wishes
from webhook.issuing.wishes import Wish, Wrong
from webhook.models import Ticket
from webhook.refusals import Refused

LARGEST_LIST = 1024 * 1024
"""Bytes of a guest list."""


def post_issue(call: Call) -> Response:
    """``POST /api/issue``: one grant, ``rows`` of them, or a CSV of guests; ``dry_run`` says what would happen.

    Nothing is issued while any line is wrong.
    """
    call.require("owner")
    asked = call.request.query_params
    if "csv" in call.request.headers.get("content-type", ""):
        given = {name: asked[name] for name in ("item", "session", "ticket") if asked.get(name)}
        rows: list[tuple[int, Any]] = sheet.read(call.body, given)
        return _issue(rows, call, dry_run=_yes(asked.get("dry_run", "")), nonce=asked.get("nonce", "")[:100])
    fields = call.fields()
    nonce, dry_run = fields.text("nonce", "", longest=100), fields.flag("dry_run")
    if not fields.has("rows"):
        return _issue_one(call, dry_run=dry_run, nonce=nonce)
    parsed = call.json()["rows"]
    fields.records(
        "rows", most=sheet.MOST_ROWS, code="too_many_rows" if isinstance(parsed, list) and parsed else "bad_value"
    )
    return _issue(list(enumerate(parsed, 1)), call, dry_run=dry_run, nonce=nonce)


def _issue_one(call: Call, *, dry_run: bool, nonce: str) -> Response:
    """A single grant: what is wrong with it is the answer, with the field."""
    found, wrong = wishes.read([(0, call.json())], call.service.catalogue, call.now)
    if wrong:
        raise wrong[0].refusal
    return _answer(found, [], call, dry_run=dry_run, nonce=nonce)


def _issue(rows: Sequence[tuple[int, Any]], call: Call, *, dry_run: bool, nonce: str) -> Response:
    found, wrong = wishes.read(rows, call.service.catalogue, call.now)
    if not rows:
        raise Refused("csv_empty", 422)
    if wrong and not dry_run:
        raise Refused("bad_rows", 422, n=len(wrong), rows=_errors(wrong, call))
    return _answer(found, wrong, call, dry_run=dry_run, nonce=nonce)


def _answer(found: Sequence[Wish], wrong: Sequence[Wrong], call: Call, *, dry_run: bool, nonce: str) -> Response:
    if dry_run:
        about = {"rows": [_wish(wish, call) for wish in found], "errors": _errors(wrong, call)}
        return JSONResponse(about | {"units": sum(wish.units for wish in found)}, headers=NO_STORE)
    made = direct.issue(found, call.service.catalogue, call.now, nonce=nonce)
    call.service.sold()
    return JSONResponse(
        {"issued": len(made), "tickets": [_ticket(ticket, call) for ticket in made]}, 201, headers=NO_STORE
    )


def _errors(wrong: Sequence[Wrong], call: Call) -> list[dict[str, Any]]:
    """Each wrong line with its place and what to do."""
    ordered = sorted(wrong, key=lambda each: each.line)
    return [
        {
            "line": each.line,
            "field": each.refusal.field,
            "code": each.refusal.code,
            "message": call.service.say(call.language, each.refusal.code, **each.refusal.facts),
        }
        for each in ordered
    ]


def _wish(wish: Wish, call: Call) -> dict[str, Any]:
    language = call.language
    return {
        "line": wish.line,
        "item": wish.item.id,
        "title": wish.item.title.get(language) or next(iter(wish.item.title.values())),
        "session": wish.session.id if wish.session else None,
        "ticket": wish.ticket.id if wish.ticket else None,
        "units": wish.units,
        "name": wish.name,
        "email": wish.email,
        "note": wish.note,
    }


def _ticket(ticket: Ticket, call: Call) -> dict[str, Any]:
    shown = worth.public(worth.of(ticket, call.now), call.language)
    kept = ("id", "kind", "item", "session", "title", "holder", "units_total", "units_left", "valid_until", "six_digit")
    return {name: shown[name] for name in kept} | {
        "url": f"{call.service.ticket_url}/t/{ticket.owner_token}",
        "order": ticket.order.number if ticket.order else None,
        "email": ticket.customer.email,
        "customer_id": ticket.customer.number,
        "channel": ticket.channel,
        "note": ticket.note,
    }


def _yes(text: str) -> bool:
    return text in ("1", "true", "yes")
