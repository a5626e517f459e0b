"""For Stripe: taking its word."""

import logging

from starlette.responses import JSONResponse, Response

from webhook import inbox
from webhook.http.answering import Call

log = logging.getLogger(__name__)


def post_stripe(call: Call) -> Response:
    """``POST /webhooks/stripe``: verify, store, answer; the effect follows. A second delivery changes nothing."""
    service = call.service
    event = service.gateway.event(call.body, call.request.headers.get("stripe-signature", ""))
    if event.live != service.settings.live:
        log.warning("event %s is of the other mode (live: %s) and is left alone", event.id, event.live)
    else:
        inbox.store(event, call.body, call.now)
        service.wake("inbox")
    return JSONResponse({"received": True})
