"""The clock of a practice shop, as scripts and the workbench set it."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, RedirectResponse, Response

from webhook import clock
from webhook.http.answering import NO_STORE, Call
from webhook.refusals import Refused


class ClockHand:
    """Turns the one clock; ``turned`` is told the time set, or None when the clock runs normally again."""

    def __init__(self, turned: Callable[[datetime | None], None]) -> None:
        self._turned = turned

    def get(self, _: Call) -> Response:
        """``GET /dev/clock``: what time the shop thinks it is."""
        return JSONResponse({"now": clock.now().isoformat(), "set": clock.is_set()}, headers=NO_STORE)

    def put(self, call: Call) -> Response:
        """``PUT /dev/clock``: ``{"now": time with offset, or null}``."""
        fields = call.fields()
        moment = _moment(fields.text("now")) if fields.has("now") else None
        if moment and moment.tzinfo is None:
            raise Refused("bad_value", 422, field="now")
        self._turn(call, moment)
        return self.get(call)

    def post(self, call: Call) -> Response:
        """``POST /dev/clock`` by a form: a time without offset is the shop's, without any time it is the real one."""
        typed = parse_qs(call.body.decode("utf-8", "replace")).get("now", [""])[0].strip()
        moment = _moment(typed) if typed else None
        if moment and moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(call.service.catalogue.shop.time_zone))
        self._turn(call, moment)
        return RedirectResponse(f"/dev/?lang={call.language}", 303, NO_STORE)

    def _turn(self, call: Call, moment: datetime | None) -> None:
        clock.set_to(moment)
        self._turned(moment)
        call.service.wake_all()
        call.service.live.publish("usage")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_value", 422, field="now") from error
