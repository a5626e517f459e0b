"""For leads: what went wrong at the door, and what they should know."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, Response

from webhook import formats, worth
from webhook.catalogue import localised
from webhook.door import conflicts, verdicts, watching
from webhook.http.answering import NO_STORE, Call
from webhook.models import Conflict, DoorNote

JSON = dict[str, Any]


def get_conflicts(call: Call) -> Response:
    """``GET /api/door/conflicts``: units that two gates let in, and notes, newest first."""
    call.require("lead")
    found = conflicts.newest()
    worths = worth.of_all({each.ticket_id: each.ticket for each in found}.values(), call.now)
    shown = [_conflict(each, worths[each.ticket_id], call) for each in found]
    notes = [_note(each, call) for each in watching.notes(call.now)]
    return JSONResponse({"conflicts": shown, "notes": notes}, headers=NO_STORE)


def post_seen(call: Call) -> Response:
    """``POST /api/door/conflicts/{id}/seen``: a lead has looked at it."""
    lead = call.require("lead")
    found = conflicts.seen(call.path("id"), lead.staff, call.now)
    return JSONResponse(_conflict(found, worth.of(found.ticket, call.now), call), headers=NO_STORE)


def _conflict(each: Conflict, shown: worth.Worth, call: Call) -> JSON:
    first = each.first
    device = {"device": str(first.sign_in_id or "")} if first else {}
    return {
        "id": str(each.id),
        "ticket": worth.brief(shown, call.language),
        "over": each.over,
        "first": worth.stamp_json(first) | device if first else None,
        "second": {"at": each.at.isoformat(), "staff": each.staff_name, "device": str(each.sign_in_id or "")},
        "seen": each.seen_at is not None,
    }


def _note(note: DoorNote, call: Call) -> JSON:
    """The note as a person says it."""
    words, language, ticket, said = call.service.words, call.language, note.ticket, note.facts
    facts = {
        "staff": note.staff_name,
        "holder": ticket.holder if ticket else said.get("six_digit", ""),
        "title": localised(ticket.face["title"], language) if ticket else "",
        "n": said.get("count", said.get("units", 0)),
        "why": _why(said.get("result", ""), ticket.kind if ticket else "event", call),
        "time": _time(said["at"], call) if "at" in said else "",
    }
    text = words.text(language, f"door.notes.{note.kind}", **facts)
    return {"at": note.at.isoformat(), "kind": note.kind, "text": text}


def _why(result: str, kind: str, call: Call) -> str:
    words = call.service.words
    key = verdicts.worded(f"door.words.{result}", kind, words, call.language)
    return words.text(call.language, key) if words.has(call.language, key) else result


def _time(moment: str, call: Call) -> str:
    zone = ZoneInfo(call.service.catalogue.shop.time_zone)
    return formats.clock(datetime.fromisoformat(moment).astimezone(zone), call.language)
