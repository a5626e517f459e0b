"""For machines and owners: whether the service is alive, and how the shop is."""

from dataclasses import asdict
from typing import Any

from starlette.responses import JSONResponse, Response

from webhook.condition import metrics, vitals
from webhook.condition.vitals import Vital
from webhook.database import database
from webhook.http.answering import NO_STORE, Call
from webhook.ledger import sealing
from webhook.refusals import Refused


def get_health(call: Call) -> Response:
    """``GET /healthz``: the process lives, its database answers and the catalogue is there."""
    database.execute_sql("SELECT 1").fetchone()
    about = {"status": "ok", "items": len(call.service.catalogue.items)}
    return JSONResponse(about, headers=NO_STORE)


def get_ready(call: Call) -> Response:
    """``GET /readyz``: it can also store what it is told; 503 with ``away`` while the disk is full or only read."""
    call.service.readiness.check()
    return JSONResponse({"status": "ok"}, headers=NO_STORE)


def get_panel(call: Call) -> Response:
    """``GET /api/health``: the panel 「状態」 for owners and leads, each line with its words."""
    call.reads("metrics", "lead")
    found = list(vitals.read(call.now))
    shown = [asdict(each) | {"message": _words(each, call)} for each in found]
    state = vitals.worst(found)
    return JSONResponse({"at": call.now.isoformat(), "state": state, "checks": shown}, headers=NO_STORE)


def get_ledger(call: Call) -> Response:
    """``GET /api/ledger``: the head of the ledger, to be noted down outside."""
    call.reads("ledger")
    head = sealing.head()
    about = {"entries": head.number, "head": head.hash, "at": head.at.isoformat()} if head else {"entries": 0}
    return JSONResponse(about, headers=NO_STORE)


def get_metrics(call: Call) -> Response:
    """``GET /metrics``: Prometheus text; units, orders and money only with a key for them, or for the owner."""
    return Response(
        metrics.text(call.now, figures=_may_see_figures(call)), media_type=metrics.MEDIA_TYPE, headers=NO_STORE
    )


def _may_see_figures(call: Call) -> bool:
    try:
        call.reads("metrics")
    except Refused:
        return False
    return True


def _words(vital: Vital, call: Call) -> str:
    """A line in words: what it is, and what to do when it is not good."""
    words, key = call.service.words, f"health.{vital.code}"
    never = vital.age is None and words.has(call.language, f"{key}.never")
    facts: dict[str, Any] = {"n": vital.count or 0, "age": _span(vital.age, call)}
    facts |= {"orders": ", ".join(vital.facts.get("orders", ())), "failed": vital.facts.get("failed", 0)}
    return words.text(call.language, f"{key}.never" if never else f"{key}.{vital.level}", **facts)


def _span(seconds: int | None, call: Call) -> str:
    """An age as people say it: seconds, minutes, hours or days."""
    if seconds is None:
        return ""
    units = (("days", 86400), ("hours", 3600), ("minutes", 60))
    name, size = next(((name, size) for name, size in units if seconds >= 2 * size), ("seconds", 1))
    return call.service.words.text(call.language, f"health.span.{name}", n=seconds // size)
