"""Tags of what was answered (ETag), so that nobody is sent what they have already."""

import hashlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webhook.http.answering import Call


def etag(data: dict[str, Any]) -> str:
    """A tag of JSON data that ignores the moment ``at`` which it was made."""
    content = json.dumps({key: value for key, value in data.items() if key != "at"}, sort_keys=True)
    return f'"{hashlib.blake2b(content.encode(), digest_size=12).hexdigest()}"'


def tagged(call: Call, data: dict[str, Any], cache: str) -> Response:
    """JSON with an ETag; 304 without a body when the caller has it already."""
    tag = etag(data)
    headers = {"ETag": tag, "Cache-Control": cache}
    if has_already(call.request, tag):
        return Response(status_code=304, headers=headers)
    return JSONResponse(data, headers=headers)


def has_already(request: Request, tag: str) -> bool:
    """Whether the caller has what has that tag (``If-None-Match``)."""
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    return not known.isdisjoint((tag, "*"))
