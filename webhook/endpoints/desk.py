"""For staff at the door besides stamping: the pack for devices without signal."""

from starlette.responses import Response

from webhook.answering import Call, tagged
from webhook.door import house, pack
from webhook.refusals import Refused

NO_SESSION = "-"
"""In addresses, in place of the session that a pass, voucher or coupon does not have."""


def get_pack(call: Call) -> Response:
    """``GET /api/door/{item}/{session}``: the door pack, with an ETag."""
    visitor, catalogue = call.require("staff"), call.service.catalogue
    item, session = call.path("item"), call.path("session").removeprefix(NO_SESSION)
    show = house.show(item, session, catalogue)
    if show and not house.in_scope((item, session), show, visitor):
        raise Refused("forbidden", 403)
    return tagged(call, pack.of(item, session, catalogue, call.now, call.language), "private, no-cache")
