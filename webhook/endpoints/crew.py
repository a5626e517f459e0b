"""For leads and owners: who works the door. Shifts, devices, and helpers with their PINs."""

from typing import Any

from starlette.responses import JSONResponse, Response

from webhook import qr
from webhook.catalogue import localised
from webhook.crew import accounts, devices, people, shifts
from webhook.crew.shifts import Scope
from webhook.http.answering import NO_STORE, Call
from webhook.models import Shift, SignIn, Staff
from webhook.refusals import Refused


def get_shifts(call: Call) -> Response:
    """``GET /api/shifts``: shifts with the devices that joined them, and what one can be opened for."""
    call.require("lead")
    catalogue = call.service.catalogue
    coming = [_item(item.id, item.title, sessions, call) for item, sessions in shifts.coming(catalogue, call.now)]
    venues = shifts.venues(catalogue).items()
    about = {
        "shifts": [_shift(shift, call) for shift in shifts.recent(call.now)],
        "items": coming,
        "venues": [{"id": name, "name": localised(venue.name, call.language)} for name, venue in venues],
    }
    return JSONResponse(about, headers=NO_STORE)


def post_shift(call: Call) -> Response:
    """``POST /api/shifts``: a new one, with the code and link that staff join it by."""
    call.require("lead")
    fields = call.fields()
    scope = Scope(**{name: fields.text(name, "") for name in ("item", "session", "venue")})
    return JSONResponse(_shift(shifts.open_(scope, call.service.catalogue, call.now), call), 201, headers=NO_STORE)


def post_end(call: Call) -> Response:
    """``POST /api/shifts/{id}/end``: it is over now; what was stamped before may still be handed in."""
    call.require("lead")
    return JSONResponse(_shift(shifts.end(call.path("id"), call.now), call), headers=NO_STORE)


def get_shift_qr(call: Call) -> Response:
    """``GET /api/shifts/{id}/qr.svg``: the link to join by, for a helper's phone."""
    call.require("lead")
    picture = qr.svg(join_link(shifts.one(call.path("id")), call), "")
    standalone = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(standalone, media_type="image/svg+xml", headers=NO_STORE)


def post_stop_device(call: Call) -> Response:
    """``POST /api/devices/{id}/stop``: a lost phone may do nothing more, at once."""
    call.require("lead")
    return JSONResponse(_device(devices.stop(call.path("id"), call.now)), headers=NO_STORE)


def post_beat(call: Call) -> Response:
    """``POST /api/door/beat``: what a device says of itself."""
    visitor, fields = call.require("staff"), call.fields()
    unsent = fields.whole("unsent", 0, least=0, most=100_000)
    offset = fields.whole("offset", 0, least=-(10**9), most=10**9)
    devices.beat(visitor, unsent, offset, call.now)
    return Response(status_code=204, headers=NO_STORE)


def get_helpers(call: Call) -> Response:
    """``GET /api/helpers``: the people whom this lead or owner looks after."""
    found = people.of(call.require("lead"))
    return JSONResponse({"helpers": [_helper(staff) for staff in found]}, headers=NO_STORE)


def post_helper(call: Call) -> Response:
    """``POST /api/helpers``: somebody new; their PIN is in this answer and nowhere else."""
    call.require("lead")
    fields = call.fields()
    venue, number = fields.text("venue", ""), fields.text("number", "", longest=20)
    if venue and venue not in shifts.venues(call.service.catalogue):
        raise Refused("unknown_venue", 422, field="venue")
    name = fields.text("name", longest=60, code="bad_name")
    made, pin = people.add(name, number, venue, call.now)
    return JSONResponse(_helper(made) | {"pin": pin}, 201, headers=NO_STORE)


def post_pin(call: Call) -> Response:
    """``POST /api/helpers/{id}/pin``: a new PIN, for the next shift or because the old one was forgotten."""
    staff = people.one(call.path("id"), call.require("lead"))
    pin = people.new_pin(staff)
    return JSONResponse(_helper(Staff.get_by_id(staff.id)) | {"pin": pin}, headers=NO_STORE)


def post_stop_helper(call: Call) -> Response:
    """``POST /api/helpers/{id}/stop``: their next act is refused, on any device (S4-52)."""
    staff = people.one(call.path("id"), call.require("lead"))
    accounts.stop(staff, call.now)
    return JSONResponse(_helper(Staff.get_by_id(staff.id)), headers=NO_STORE)


def join_link(shift: Shift, call: Call) -> str:
    """Where a shift is joined; the code is in the fragment, which no server on the way gets to see."""
    service = call.service
    return f"{service.site_url}{service.catalogue.shop.path('/staff/', call.language)}#code={shift.code}"


def _shift(shift: Shift, call: Call) -> dict[str, Any]:
    return {
        "id": str(shift.id),
        "code": shift.code,
        "url": join_link(shift, call),
        "item": shift.item or None,
        "session": shift.session or None,
        "venue": shift.venue or None,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat() if shift.ends_at else None,
        "devices": [_device(device) for device in devices.of(shift)],
    }


def _device(device: SignIn) -> dict[str, Any]:
    seen, stopped = device.seen_at, device.stopped_at
    return {
        "id": str(device.id),
        "staff": device.staff.name,
        "number": device.staff.number,
        "since": device.created_at.isoformat(),
        "seen_at": seen.isoformat() if seen else None,
        "unsent": device.unsent,
        "offset": device.offset,
        "stopped_at": stopped.isoformat() if stopped else None,
    }


def _helper(staff: Staff) -> dict[str, Any]:
    about = {"id": str(staff.id), "number": staff.number, "name": staff.name, "role": staff.role}
    until, stopped = staff.pin_until, staff.stopped_at
    return about | {
        "venue": staff.venue or None,
        "pin_until": until.isoformat() if until else None,
        "stopped_at": stopped.isoformat() if stopped else None,
    }


def _item(item: str, title: dict[str, str], sessions: list[str], call: Call) -> dict[str, Any]:
    found = call.service.catalogue.item(item)
    dates = [each for each in found.sessions if each.id in sessions] if found else []
    return {
        "item": item,
        "title": localised(title, call.language),
        "sessions": [{"session": each.id, "starts_at": each.starts.isoformat()} for each in dates],
    }
