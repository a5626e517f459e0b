"""The cookie of a signed-in browser."""

from starlette.responses import Response

from webhook.accounts import SIGN_IN_LIFE
from webhook.answering import COOKIE, Call


def signed_in(call: Call, response: Response, token: str) -> Response:
    """``response`` with the cookie. SameSite=Lax: a phone's camera may open a door link in a signed-in browser."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SIGN_IN_LIFE.total_seconds()),
        httponly=True,
        secure=call.service.ticket_url.startswith("https://"),
        samesite="lax",
    )
    return response


def signed_out(response: Response) -> Response:
    """``response`` that takes the cookie away."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response
