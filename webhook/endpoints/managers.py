"""For the owner: the accounts of owners and leads (アカウント)."""

from typing import Any

from starlette.responses import JSONResponse, Response

from webhook.crew import accounts, managers
from webhook.http.answering import NO_STORE, Call
from webhook.http.reading import Fields
from webhook.models import Staff
from webhook.refusals import Refused

JSON = dict[str, Any]


def get_accounts(call: Call) -> Response:
    """``GET /api/accounts``: owners and leads, with the notices each hears of."""
    call.require("owner")
    return JSONResponse({"accounts": [_shown(each, call) for each in managers.known()]}, headers=NO_STORE)


def post_account(call: Call) -> Response:
    """``POST /api/accounts``: invite somebody; the link that signs them in goes to their address."""
    call.require("owner")
    fields = call.fields()
    wish = managers.Wish(
        name=fields.text("name", longest=60, code="bad_name"),
        email=fields.mail("email"),
        role=_role(fields),
        notify_new=fields.flag("notify_new", True),
        notify_cancel=fields.flag("notify_cancel", True),
    )
    made = managers.invite(wish, call.language, _base(call), call.now)
    call.service.wake("outbox")
    return JSONResponse(_shown(made, call), 201, headers=NO_STORE)


def post_change(call: Call) -> Response:
    """``POST /api/accounts/{id}``: what is named is changed, the rest stays."""
    call.require("owner")
    staff, fields = managers.one(call.path("id")), call.fields()
    changes: JSON = {}
    if fields.has("name"):
        changes["name"] = fields.text("name", longest=60, code="bad_name")
    if fields.has("email"):
        changes["email"] = fields.mail("email")
    if fields.has("role"):
        changes["role"] = _role(fields)
    changes |= {name: fields.flag(name) for name in ("notify_new", "notify_cancel") if fields.has(name)}
    return JSONResponse(_shown(managers.change(staff, changes), call), headers=NO_STORE)


def post_stop(call: Call) -> Response:
    """``POST /api/accounts/{id}/stop``: at once, in every browser; ``resume`` lets them back in."""
    call.require("owner")
    staff = managers.one(call.path("id"))
    resumed = bool(call.body.strip()) and call.fields().flag("resume")
    changed = managers.resume(staff) if resumed else managers.stop(staff, call.now)
    return JSONResponse(_shown(changed, call), headers=NO_STORE)


def post_link(call: Call) -> Response:
    """``POST /api/accounts/{id}/link``: mail the sign-in link once more."""
    call.require("owner")
    staff = managers.one(call.path("id"))
    if staff.email and staff.stopped_at is None:
        accounts.mail_link(staff.email, call.language, _base(call), call.now)
        call.service.wake("outbox")
    return JSONResponse({}, 202, headers=NO_STORE)


def _base(call: Call) -> str:
    return call.service.site_url + call.service.catalogue.shop.path("/sign-in/", call.language)


def _role(fields: Fields) -> str:
    role = fields.text("role", "lead")
    if role not in managers.ROLES:
        raise Refused("bad_value", 422, field="role")
    return role


def _shown(staff: Staff, call: Call) -> JSON:
    me = call.visitor.staff.id if call.visitor else None
    return {
        "id": str(staff.id),
        "name": staff.name,
        "email": staff.email or "",
        "role": staff.role,
        "notify_new": staff.notify_new,
        "notify_cancel": staff.notify_cancel,
        "created_at": staff.created_at.isoformat(),
        "stopped_at": staff.stopped_at.isoformat() if staff.stopped_at else None,
        "me": staff.id == me,
    }
