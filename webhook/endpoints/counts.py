"""For everybody: the counts of events that allow it, for any page and screen that wants to show them."""

from starlette.responses import Response

from webhook.http.answering import Call
from webhook.http.etags import tagged
from webhook.refusals import Refused
from webhook.selling import halts, stock
from webhook.tally import reading
from webhook.usage import public_counts

FRESH = "public, max-age=10"
"""For so long one answer is good for everybody, at a CDN as well."""


def get_counts(call: Call) -> Response:
    """``GET /api/counts``: every event that allows it."""
    return _open(tagged(call, {"items": _told(call)}, FRESH))


def get_count(call: Call) -> Response:
    """``GET /api/counts/{item}``: one event; 404 with ``not_public`` when it keeps its numbers to itself."""
    found = next((item for item in _told(call) if item["id"] == call.path("item")), None)
    if found is None:
        raise Refused("not_public", 404)
    return _open(tagged(call, found, FRESH))


def _told(call: Call) -> list[public_counts.JSON]:
    known = public_counts.Known(taken=stock.taken(), halts=halts.known(), figures=reading.read(call.now))
    return public_counts.told(call.service.catalogue, known)


def _open(response: Response) -> Response:
    """Readable for scripts of every other site."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
