"""The cookie of a signed-in browser."""

from functools import lru_cache

from starlette.requests import cookie_parser
from starlette.responses import Response

from webhook import codes
from webhook.crew.accounts import SIGN_IN_LIFE
from webhook.http.answering import COOKIE, Call


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


@lru_cache(1024)
def digest_of(cookies: str) -> str:
    """What is stored of the sign-in among ``cookies``, empty without one: a device sends the same ones each time."""
    token = cookie_parser(cookies).get(COOKIE)
    return codes.digest(token) if token else ""
