"""For owners and leads: signing in with a mailed link, and out."""

from starlette.responses import JSONResponse, Response

from webhook.crew import accounts
from webhook.http.answering import NO_STORE, Call
from webhook.http.cookies import signed_in, signed_out


def post_sign_in(call: Call) -> Response:
    """``POST /api/sign-in``: the token of a link becomes a cookie; opening the link alone consumed nothing."""
    given = call.fields().text("token", longest=100, code="bad_token")
    visitor, token = accounts.sign_in(given, call.now, practice=call.service.settings.practice)
    about = {"role": visitor.staff.role, "name": visitor.staff.name}
    return signed_in(call, JSONResponse(about, headers=NO_STORE), token)


def post_mail(call: Call) -> Response:
    """``POST /api/sign-in/mail``: mail a link; the answer is the same whether the address is known or not."""
    base = call.service.site_url + call.service.catalogue.shop.path("/sign-in/", call.language)
    accounts.mail_link(call.fields().mail("email"), call.language, base, call.now)
    call.service.wake("outbox")
    return JSONResponse({}, 202, headers=NO_STORE)


def post_sign_out(call: Call) -> Response:
    """``POST /api/sign-out``: this browser is nobody's any more."""
    if call.visitor:
        accounts.sign_out(call.visitor)
    return signed_out(Response(status_code=204))


def get_me(call: Call) -> Response:
    """``GET /api/me``: who is signed in here; 401 when nobody is."""
    visitor = call.require("staff")
    return JSONResponse({"role": visitor.staff.role, "name": visitor.staff.name}, headers=NO_STORE)
