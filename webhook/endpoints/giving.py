"""For the owner: issuing to a person or to a list of guests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from webhook import worth
from webhook.http.answering import NO_STORE, Call
from webhook.issuing import direct, doubts, sheet, wishes
from webhook.issuing.wishes import Wish, Wrong
from webhook.models import Ticket
from webhook.refusals import Refused

LARGEST_LIST = 1024 * 1024
"""Bytes of a guest list."""


@dataclass(frozen=True, kw_only=True)
class _How:
    """What is asked for besides the grants: only to try (``dry_run``), once (``nonce``), past limits (``anyway``)."""

    dry_run: bool
    anyway: bool
    nonce: str


def post_issue(call: Call) -> Response:
    """``POST /api/issue``: one grant, ``rows`` of them, or a CSV of guests; ``dry_run`` says what would happen.

    Nothing is issued while any line is wrong, or gives somebody more than an item's limit per person; the latter is
    done when it is meant (``anyway``).
    """
    call.require("owner")
    asked = call.request.query_params
    if "csv" in call.request.headers.get("content-type", ""):
        given = {name: asked[name] for name in ("item", "session", "ticket") if asked.get(name)}
        rows: list[tuple[int, Any]] = sheet.read(call.body, given)
        flags = {name: asked.get(name, "") in ("1", "true", "yes") for name in ("dry_run", "anyway")}
        return _issue(rows, call, _How(nonce=asked.get("nonce", "")[:100], **flags))
    fields = call.fields()
    flags = {name: fields.flag(name) for name in ("dry_run", "anyway")}
    how = _How(nonce=fields.text("nonce", "", longest=100), **flags)
    if not fields.has("rows"):
        return _issue_one(call, how)
    parsed = call.json()["rows"]
    fields.records(
        "rows", most=sheet.MOST_ROWS, code="too_many_rows" if isinstance(parsed, list) and parsed else "bad_value"
    )
    return _issue(list(enumerate(parsed, 1)), call, how)


def _issue_one(call: Call, how: _How) -> Response:
    """A single grant: what is wrong with it, or in doubt, is the answer, with the field."""
    found, wrong = wishes.read([(0, call.json())], call.service.catalogue, call.now)
    if wrong:
        raise wrong[0].refusal
    return _tried(found, [], call, how) if how.dry_run else _issued(found, call, how)


def _issue(rows: Sequence[tuple[int, Any]], call: Call, how: _How) -> Response:
    found, wrong = wishes.read(rows, call.service.catalogue, call.now)
    if not rows:
        raise Refused("csv_empty", 422)
    if how.dry_run:
        return _tried(found, wrong, call, how)
    if wrong:
        raise Refused("bad_rows", 422, n=len(wrong), rows=_told(wrong, call))
    doubted = [] if how.anyway else doubts.of(direct.fresh(found, how.nonce))
    if doubted:
        raise Refused("over_limits", 409, n=len(doubted), rows=_told(doubted, call))
    return _issued(found, call, how)


def _tried(found: Sequence[Wish], wrong: Sequence[Wrong], call: Call, how: _How) -> Response:
    """What would happen; ``warnings`` are what has to be meant."""
    doubted = doubts.of(direct.fresh(found, how.nonce))
    about = {"rows": [_wish(wish, call) for wish in found], "units": sum(wish.units for wish in found)}
    about |= {"errors": _told(wrong, call), "warnings": _told(doubted, call)}
    return JSONResponse(about, headers=NO_STORE)


def _issued(found: Sequence[Wish], call: Call, how: _How) -> Response:
    made = direct.issue(found, call.service.catalogue, call.now, nonce=how.nonce, anyway=how.anyway)
    call.service.sold()
    return JSONResponse(
        {"issued": len(made), "tickets": [_ticket(ticket, call) for ticket in made]}, 201, headers=NO_STORE
    )


def _told(wrong: Sequence[Wrong], call: Call) -> list[dict[str, Any]]:
    """Each line with its place and what there is to say."""
    ordered = sorted(wrong, key=lambda each: each.line)
    return [
        {
            "line": each.line,
            "field": each.refusal.field,
            "code": each.refusal.code,
            "message": call.service.say(call.language, each.refusal.words, **each.refusal.facts),
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
