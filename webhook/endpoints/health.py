"""For machines: whether the service is alive."""

from starlette.responses import JSONResponse, Response

from webhook.answering import NO_STORE, Call
from webhook.database import database


def get_health(call: Call) -> Response:
    """``GET /healthz``: the database answers and the catalogue is there."""
    database.execute_sql("SELECT 1").fetchone()
    about = {"status": "ok", "items": len(call.service.catalogue.items)}
    return JSONResponse(about, headers=NO_STORE)
