"""Every error as the caller can read it: JSON for scripts, a friendly page for people, never a traceback."""

import logging
import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webhook import formats
from webhook.database import AWAY, reason
from webhook.http.answering import NO_STORE, Call, page, wants_html
from webhook.http.languages import language_among
from webhook.refusals import Refused

log = logging.getLogger(__name__)

_OURS = re.compile("no such|syntax error")
"""A query that SQLite does not understand is our mistake, and raises the same."""
_AGAIN = 5
"""Seconds after which it is worth asking again."""

_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


async def refused(request: Request, error: Refused) -> Response:
    """A refusal of ours."""
    return _answer(request, error)


async def http_error(request: Request, error: HTTPException) -> Response:
    """An error of the routing: no such address, wrong method, body too large."""
    code = _CODES.get(error.status_code, "bad_value" if error.status_code < 500 else "server_error")
    response = _answer(request, Refused(code, error.status_code))
    response.headers.update(error.headers or {})
    return response


async def failure(request: Request, error: Exception) -> Response:
    """A mistake of ours: logged with its traceback, told in plain words."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(request, Refused("server_error", 500))


async def away(request: Request, error: Exception) -> Response:
    """The database is away, or its disk is full: one line for the log, and the caller comes again by itself."""
    why = reason(error)
    if _OURS.search(why):
        return await failure(request, error)
    log.error("%s %s: the database cannot be used: %s", request.method, request.url.path, why)
    return _answer(request, Refused("away", 503, retry_after=_AGAIN))


HANDLERS: Any = {
    Refused: refused,
    HTTPException: http_error,
    **dict.fromkeys(AWAY, away),
    Exception: failure,
}


def _answer(request: Request, error: Refused) -> Response:
    service = request.app.state.service
    language = language_among(request, service.catalogue.shop.languages)
    said = dict(error.facts)
    if "minimum" in said:
        said["amount"] = formats.money(said["minimum"], service.catalogue.shop.currency, language)
    message = service.say(language, error.words, **said)
    headers = dict(NO_STORE)
    if "retry_after" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after"])
    if wants_html(request):
        call = Call(service=service, request=request)
        about = {"kind": "refused", "path": "/", "title": message, "description": "", "image": None}
        response = page(call, "refused.html", language, error.status, page=about, code=error.code, message=message)
        response.headers.update(headers)
        return response
    facts = {key: value for key, value in error.facts.items() if key not in ("n", "retry_after")}
    body = {"code": error.code, "message": message, "field": error.field} | facts
    return JSONResponse({"error": body}, error.status, headers=headers)
