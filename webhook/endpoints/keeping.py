"""For the owner: the shop's own data; backing it up, and taking everything along."""

from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from peewee import OperationalError
from starlette.responses import JSONResponse, Response, StreamingResponse

from webhook.http.answering import NO_STORE, Call
from webhook.keeping import copies, downloading, marks
from webhook.keeping.archive import Damaged
from webhook.models import Mark
from webhook.refusals import Refused


def get_keeping(call: Call) -> Response:
    """``GET /api/keeping``: when and where to the last backup went, and when everything was taken out last."""
    call.require("owner")
    taken = marks.last("export")
    export = {"at": taken.at.isoformat(), "secrets": taken.facts["secrets"]} if taken else None
    about = {"backup": _backup(marks.last("backup")), "export": export, "file": _file(call)}
    return JSONResponse(about, headers=NO_STORE)


def post_backup(call: Call) -> Response:
    """``POST /api/backup``: a backup in the usual place → 201 with where that is.

    Refuses with ``backup_running`` and, when there is no room or no right to write, with ``backup_failed``.
    """
    call.require("owner")
    try:
        copies.back_up(call.service.settings, None)
    except FileExistsError as error:
        raise Refused("backup_running", 409) from error
    except (OSError, OperationalError, Damaged) as error:
        raise Refused("backup_failed", 503, detail=f"{error}") from error
    return JSONResponse({"backup": _backup(marks.last("backup"))}, 201, headers=NO_STORE)


def post_export(call: Call) -> Response:
    """``POST /api/export``: everything as a ZIP file in one stream; a form's ``secrets=1`` adds what opens tickets."""
    call.require("owner")
    secrets = parse_qs(call.body.decode("ascii", "replace")).get("secrets") == ["1"]
    headers = NO_STORE | {
        "Content-Disposition": f'attachment; filename="{_file(call)}"',
        "X-Accel-Buffering": "no",
    }
    return StreamingResponse(downloading.pieces(secrets=secrets), media_type="application/zip", headers=headers)


def _file(call: Call) -> str:
    """What an export of today is called."""
    zone = ZoneInfo(call.service.catalogue.shop.time_zone)
    return f"mogiri-export-{call.now.astimezone(zone):%Y%m%d}.zip"


def _backup(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    place = PurePath(mark.facts.get("folder", ""), mark.facts["file"])
    return {"at": mark.at.isoformat(), "place": str(place), "bytes": mark.facts["bytes"]}
