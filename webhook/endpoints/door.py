"""For staff: joining a shift, what is on today, stamping and taking a stamp back."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from webhook import codes, moments, qr
from webhook.catalogue import localised
from webhook.crew import accounts
from webhook.crew.accounts import Visitor
from webhook.door import answers, house, undoing
from webhook.door.answers import Reader
from webhook.door.knocks import Knock
from webhook.door.wishes import Verdict, Wish
from webhook.http.answering import NO_STORE, Call
from webhook.http.cookies import digest_of, signed_in
from webhook.http.languages import language_among
from webhook.http.reading import Fields
from webhook.refusals import Refused

MOST_AT_ONCE = 500
NO_SESSION = "-"
"""In addresses and requests, in place of the session that a pass, voucher or coupon does not have."""


def post_join(call: Call) -> Response:
    """``POST /api/staff/join``: a helper starts at the door."""
    fields = call.fields()
    who = fields.text("name", "", longest=60)
    number, pin = fields.typed("number", longest=20), fields.typed("pin", longest=20, code="wrong_pin")
    visitor, token = accounts.join(fields.typed("code", longest=40), who, number, pin, call.now)
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
        "support": {
            "mail": support.mail,
            "phone": support.phone,
            "hours": localised(support.hours, call.language) or None,
        },
        "lead": visitor.may("lead"),
    }
    return JSONResponse(_who(visitor) | about, headers=NO_STORE)


async def post_stamps(call: Call) -> bytes:
    """``POST /api/stamps``: one stamp, or a list of them with a verdict for each."""
    body = call.json()
    wishes = _wishes(body, call.now) if isinstance(body, list) else [_wish(Fields(body), call.now)]
    knock = await _settled(wishes, call, listed=isinstance(body, list))
    _published(knock.stamped, call)
    return knock.json


def post_undo(call: Call) -> Response:
    """``POST /api/stamps/{id}/undo``: the units can be used again; the history keeps both."""
    visitor = call.require("staff")
    number = call.path("id")
    if not re.fullmatch("[0-9]{1,9}", number):
        raise Refused("not_found", 404)
    reason = call.fields().text("reason", "", longest=200) if call.body.strip() else ""
    verdict = undoing.undo(int(number), visitor, call.service.catalogue.shop, call.now, reason=reason)
    publish(verdict, call)
    return JSONResponse(answers.answer(verdict, reader_of(call)), headers=NO_STORE)


def _today(visitor: Visitor, call: Call) -> list[dict[str, Any]]:
    """The sessions of today with the word that a stamped phone has to show now."""
    sessions = house.today(visitor, call.service.catalogue, call.now, call.language)
    words, language = call.service.words, call.service.catalogue.shop.languages[0]
    return [each | {"word": moments.word(each["item"], words, language, call.now)} for each in sessions]


def _wishes(body: list[Any], now: datetime) -> list[Wish]:
    if len(body) > MOST_AT_ONCE:
        raise Refused("bad_value", 422, field=f"[{MOST_AT_ONCE}]")
    return [_wish(Fields(each, f"[{number}]"), now) for number, each in enumerate(body)]


async def _settled(wishes: list[Wish], call: Call, *, listed: bool) -> Knock:
    """The wishes with their answers, all committed; a mere look waits for no commit."""
    digest = digest_of(call.request.headers.get("cookie", ""))
    if not digest:
        raise Refused("sign_in", 401)
    language = language_among(call.request, call.service.spoken[1].languages)
    knock = Knock(digest=digest, wishes=wishes, listed=listed, now=call.now, language=language)
    looks = all(wish.dry_run and not wish.six_digit for wish in wishes)
    return await (call.service.looks if looks else call.service.stamps).ask(knock)


def _wish(fields: Fields, now: datetime) -> Wish:
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
        nonce=fields.text("nonce", "", longest=100) or codes.secret(),
        dry_run=fields.flag("dry_run"),
        at=_handed_in(fields, now),
        paper=fields.flag("paper"),
        counter=fields.optional_whole("counter", least=0, most=2**31 - 1),
        item=fields.text("item", ""),
        session=fields.text("session", "").removeprefix(NO_SESSION),
    )


def _handed_in(fields: Fields, now: datetime) -> datetime | None:
    """When it was stamped, of what was stamped without signal or on paper; None for a stamp of this moment."""
    if not (fields.flag("offline") or fields.flag("paper")):
        return None
    return fields.moment("at") if fields.has("at") else now


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


def publish(verdict: Verdict, call: Call) -> None:
    """Open pages want to know of what was stamped, or taken back."""
    if verdict.stamp and verdict.worth:
        _published([verdict.worth.ticket.id], call)


def _published(stamped: Iterable[int], call: Call) -> None:
    topics = [f"ticket:{ticket}" for ticket in stamped]
    if topics:
        call.service.live.publish("usage", *topics)


def reader_of(call: Call) -> Reader:
    """Who reads the answers."""
    words, shop = call.service.spoken
    return Reader(words=words, shop=shop, language=language_among(call.request, shop.languages), now=call.now)


def _who(visitor: Visitor) -> dict[str, Any]:
    staff, shift = visitor.staff, visitor.shift
    about = {"id": str(staff.id), "name": staff.name, "number": staff.number, "role": staff.role}
    return {
        "staff": about,
        "item": shift.item or None if shift else None,
        "session": shift.session or None if shift else None,
    }
