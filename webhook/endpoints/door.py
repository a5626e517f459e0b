"""For staff: joining a shift, what is on today, stamping and taking a stamp back."""

import re
from typing import Any

from starlette.responses import JSONResponse, Response

from webhook import accounts, moments, qr, worth
from webhook.accounts import Visitor
from webhook.answering import NO_STORE, Call
from webhook.cookies import signed_in
from webhook.door import house, stamping, undoing, verdicts
from webhook.door.wishes import Verdict, Wish
from webhook.reading import Fields
from webhook.refusals import Refused

MOST_AT_ONCE = 500
_SHOWN_TO_STAFF = (
    *("id", "kind", "item", "session", "title", "state", "starts_at", "valid_until", "holder", "six_digit"),
    *("units_total", "units_used", "units_left", "lines"),
)


def post_join(call: Call) -> Response:
    """``POST /api/staff/join``: a helper starts at the door."""
    fields = call.fields()
    who = fields.text("name", "", longest=60)
    number, pin = fields.text("number", longest=20), fields.text("pin", longest=20, code="wrong_pin")
    visitor, token = accounts.join(fields.text("code", longest=40), who, number, pin, call.now)
    return signed_in(call, JSONResponse(_who(visitor), headers=NO_STORE), token)


def get_door(call: Call) -> Response:
    """``GET /api/door``: who is signed in, and what can be stamped today with the house count."""
    visitor = call.require("staff")
    support = call.service.catalogue.shop.support
    about = {
        "device": {"id": str(visitor.sign_in.id)},
        "venue": visitor.venue or None,
        "now": call.now.isoformat(),
        "sessions": _today(visitor, call),
        "support": {"mail": support.mail, "phone": support.phone, "hours": support.hours},
        "lead": visitor.may("lead"),
    }
    return JSONResponse(_who(visitor) | about, headers=NO_STORE)


def post_stamps(call: Call) -> Response:
    """``POST /api/stamps``: one stamp, or a list of them with a verdict for each."""
    visitor, body = call.require("staff"), call.json()
    if isinstance(body, list):
        if len(body) > MOST_AT_ONCE:
            raise Refused("bad_value", 422, field=f"[{MOST_AT_ONCE}]")
        wishes = [_wish(Fields(each, f"[{number}]")) for number, each in enumerate(body)]
        return JSONResponse([_one_of_many(wish, visitor, call) for wish in wishes], headers=NO_STORE)
    return JSONResponse(_verdict(_wish(Fields(body)), visitor, call), headers=NO_STORE)


def post_undo(call: Call) -> Response:
    """``POST /api/stamps/{id}/undo``: the units can be used again; the history keeps both."""
    visitor = call.require("staff")
    number = call.path("id")
    if not re.fullmatch("[0-9]{1,9}", number):
        raise Refused("not_found", 404)
    verdict = undoing.undo(int(number), visitor, call.service.catalogue.shop, call.now)
    _tell(verdict, call)
    return JSONResponse(_answer(verdict, call), headers=NO_STORE)


def _today(visitor: Visitor, call: Call) -> list[dict[str, Any]]:
    """The sessions of today with the word that a stamped phone has to show now."""
    sessions = house.today(visitor, call.service.catalogue, call.now, call.language)
    words, language = call.service.words, call.service.catalogue.shop.languages[0]
    return [each | {"word": moments.word(each["item"], words, language, call.now)} for each in sessions]


def _wish(fields: Fields) -> Wish:
    code, digits = fields.text("door_code", "", longest=300), fields.text("six_digit", "", longest=20)
    digits = "".join(str(int(character)) for character in digits if character.isdecimal())
    code, chosen = qr.scanned(code)
    if bool(code) == bool(digits):
        raise Refused("bad_value", 422, field=fields.place("door_code"))
    return Wish(
        door_code=code,
        six_digit=digits,
        units=_units(fields, chosen),
        lines=lines_of(fields) if fields.has("lines") else None,
        nonce=fields.text("nonce", "", longest=100),
        dry_run=fields.flag("dry_run"),
    )


def _units(fields: Fields, chosen: int | None) -> int | None:
    """How many the device asks for, else how many the holder has ``chosen`` for the QR."""
    asked = fields.optional_whole("units", least=1, most=10_000)
    return chosen if asked is None and not fields.has("lines") else asked


def lines_of(fields: Fields) -> dict[str, int]:
    """Units by ticket type, as a request names them; refuses with ``bad_value``."""
    lines = fields.records("lines", most=50)
    units = {line.text("ticket", ""): line.whole("units", least=0, most=10_000) for line in lines}
    if not sum(units.values()) or len(units) < len(lines):
        raise Refused("bad_value", 422, field=fields.place("lines"))
    return units


def _one_of_many(wish: Wish, visitor: Visitor, call: Call) -> dict[str, Any]:
    """A verdict or a refusal as one: the others of the list must not be lost with it."""
    try:
        return _verdict(wish, visitor, call)
    except Refused as refused:
        return _answer(Verdict(result=refused.code), call)


def _verdict(wish: Wish, visitor: Visitor, call: Call) -> dict[str, Any]:
    verdict = stamping.stamp(wish, visitor, call.now)
    if verdict.stamp:
        _tell(verdict, call)
    return _answer(verdict, call) | {"preselect": wish.units if wish.dry_run else None}


def _tell(verdict: Verdict, call: Call) -> None:
    if verdict.worth:
        call.service.live.publish("usage", f"ticket:{verdict.worth.ticket.id}")


def _answer(verdict: Verdict, call: Call) -> dict[str, Any]:
    service = call.service
    shown, ticket = verdict.worth, verdict.worth.ticket if verdict.worth else None
    previous = verdict.previous
    return {
        "result": verdict.result,
        "message": verdicts.sentence(verdict, service.words, service.catalogue.shop, call.language, call.now),
        "ticket": _ticket(shown, call) if shown else None,
        "stamp": worth.stamp_json(verdict.stamp) if verdict.stamp else None,
        "previous": worth.stamp_json(previous) if previous else None,
        "right_date": ticket.window_from.isoformat() if ticket and verdict.result == "wrong_date" else None,
    }


def _ticket(shown: worth.Worth, call: Call) -> dict[str, Any]:
    """What staff may know: never the owner's link."""
    data = worth.public(shown, call.language)
    return {key: data[key] for key in _SHOWN_TO_STAFF} | {"id_check": shown.ticket.face.get("id_check", False)}


def _who(visitor: Visitor) -> dict[str, Any]:
    staff, shift = visitor.staff, visitor.shift
    about = {"id": str(staff.id), "name": staff.name, "number": staff.number, "role": staff.role}
    return {
        "staff": about,
        "item": shift.item or None if shift else None,
        "session": shift.session or None if shift else None,
    }
