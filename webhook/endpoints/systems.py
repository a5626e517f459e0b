"""For other systems, and the owner who lets them in: hooks, keys, and the word on what is still to be had."""

from datetime import datetime

from starlette.responses import JSONResponse, Response

from webhook import api_keys
from webhook.hooks import events, managing, signing
from webhook.http.answering import NO_STORE, Call
from webhook.models import ApiKey
from webhook.refusals import Refused
from webhook.selling import allotments


def get_hooks(call: Call) -> Response:
    """``GET /api/hooks``: the hooks, and the types of events there are."""
    call.require("owner")
    return JSONResponse({"hooks": managing.listed(), "types": events.TYPES}, headers=NO_STORE)


def post_hook(call: Call) -> Response:
    """``POST /api/hooks``: ``{"url","events"?,"note"?}`` → 201 with the secret, which nobody sees again."""
    call.require("owner")
    fields = call.fields()
    hook = managing.add(
        fields.text("url", longest=2000, code="bad_url"),
        fields.texts("events", most=len(events.TYPES)),
        fields.text("note", ""),
        call.now,
        anywhere=call.service.settings.practice,
    )
    return JSONResponse(managing.shown(hook) | {"secret": hook.secret}, 201, headers=NO_STORE)


def delete_hook(call: Call) -> Response:
    """``DELETE /api/hooks/{id}``: tell it nothing more."""
    call.require("owner")
    managing.stop(managing.by_number(call.path("id")), call.now)
    return Response(status_code=204)


def post_hook_start(call: Call) -> Response:
    """``POST /api/hooks/{id}/start``: tell one that was stopped again."""
    call.require("owner")
    managing.start_again(managing.by_number(call.path("id")))
    return JSONResponse(managing.shown(managing.by_number(call.path("id"))), headers=NO_STORE)


def post_hook_ping(call: Call) -> Response:
    """``POST /api/hooks/{id}/ping``: an event of type ``ping``, to see whether it arrives."""
    call.require("owner")
    managing.ping(managing.by_number(call.path("id")), call.now)
    call.service.wake("hooks")
    return JSONResponse({}, 202, headers=NO_STORE)


def post_hook_secret(call: Call) -> Response:
    """``POST /api/hooks/{id}/secret``: another secret; the one before signs along for a day."""
    call.require("owner")
    secret = managing.new_secret(managing.by_number(call.path("id")), call.now)
    return JSONResponse({"secret": secret}, headers=NO_STORE)


def get_hook_log(call: Call) -> Response:
    """``GET /api/hooks/{id}/log``: what it was told and how that went, newest first."""
    call.require("owner")
    after = call.request.query_params.get("after", "")
    found, following = managing.log(managing.by_number(call.path("id")), int(after) if after.isdecimal() else None)
    return JSONResponse({"deliveries": found, "next": following}, headers=NO_STORE)


def post_hook_replay(call: Call) -> Response:
    """``POST /api/hooks/{id}/replay``: ``{"id"}`` or ``{"since"}`` of its log once more, with the same ids."""
    call.require("owner")
    fields = call.fields()
    key, since = fields.text("id", ""), _moment(fields.text("since", ""))
    if not key and since is None:
        raise Refused("bad_value", 422, field="since")
    queued = managing.replay(managing.by_number(call.path("id")), key, since, call.now)
    call.service.wake("hooks")
    return JSONResponse({"queued": queued}, 202, headers=NO_STORE)


def get_keys(call: Call) -> Response:
    """``GET /api/keys``: the keys without their text, and the scopes there are."""
    call.require("owner")
    shown = [api_keys.shown(key) for key in ApiKey.select().order_by(ApiKey.id)]
    return JSONResponse({"keys": shown, "scopes": api_keys.SCOPES}, headers=NO_STORE)


def post_key(call: Call) -> Response:
    """``POST /api/keys``: ``{"name","scopes"}`` → 201 with the ``key``, which nobody sees again."""
    call.require("owner")
    fields = call.fields()
    made, text = api_keys.make(fields.text("name"), fields.texts("scopes", most=len(api_keys.SCOPES)), call.now)
    return JSONResponse(api_keys.shown(made) | {"key": text}, 201, headers=NO_STORE)


def delete_key(call: Call) -> Response:
    """``DELETE /api/keys/{id}``: it opens nothing any more."""
    call.require("owner")
    api_keys.stop(call.path("id"), call.now)
    return Response(status_code=204)


def post_availability_secret(call: Call) -> Response:
    """``POST /api/availability/secret``: the secret for an outside system that says what is to be had."""
    call.require("owner")
    url = f"{call.service.ticket_url}/webhooks/availability"
    return JSONResponse({"secret": allotments.new_secret(), "url": url}, 201, headers=NO_STORE)


def post_availability(call: Call) -> Response:
    """``POST /webhooks/availability``, signed: units that are to be had of dates, as somebody else's calendar says."""
    service = call.service
    said = signing.verify(call.request.headers, call.body, allotments.secret(), call.now)
    words = allotments.read(call.fields(), service.catalogue)
    counted = allotments.apply(words, said, service.catalogue, call.now)
    service.sold()
    return JSONResponse({"set": counted}, headers=NO_STORE)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("bad_value", 422, field="since") from error
    if moment and moment.tzinfo is None:
        raise Refused("bad_value", 422, field="since")
    return moment
