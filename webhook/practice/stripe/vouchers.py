"""The hosted voucher page: where to pay and until when, and in practice the two ways it can end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from webhook import formats
from webhook.practice.stripe import intents, konbini
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.buyers import Buyer
from webhook.practice.stripe.outcomes import Press, play, success_address
from webhook.practice.stripe.store import JSON
from webhook.practice.stripe.visits import TEMPLATES, form_of, language_for, page_headers, words

_JAPAN = ZoneInfo("Asia/Tokyo")


class VoucherPage:
    """The page of every voucher of an account."""

    def __init__(self, account: Account, settle: Callable[[], None]) -> None:
        self._account = account
        self._settle = settle

    def routes(self) -> list[Route]:
        """The page, and where its form posts to."""
        return [
            Route("/konbini/{id}", self.show, methods=["GET"]),
            Route("/konbini/{id}", self.press, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """GET: changes nothing."""
        return await run_in_threadpool(self._show, request)

    async def press(self, request: Request) -> Response:
        """POST ``outcome=konbini_paid`` (with ``store``) or ``konbini_lapsed``; shows the page again."""
        body = await request.body()
        return await run_in_threadpool(self._press, request, body)

    def _show(self, request: Request) -> Response:
        self._settle()
        intent = self._account.store.get(request.path_params["id"], intents.KIND)
        session = self._session(intent) if intent else None
        lang = language_for(session, request.headers.get("accept-language", ""))
        context: dict[str, Any] = {
            "lang": lang,
            "words": words(lang),
            "style": self._account.address("/assets/practice.css"),
            "state": _state(intent) if intent and session else "missing",
            "seller": self._account.name,
            "session": session,
        }
        if intent and session:
            context["amount"] = formats.money(intent["amount"], str(intent["currency"]).upper(), lang)
            context["next"] = success_address(session)
            context |= _voucher(intent, lang)
        template = "voucher.html" if context["state"] == "voucher" else "notice.html"
        html = TEMPLATES.get_template(template).render(context)
        return Response(html, 200 if session else 404, page_headers(session), media_type="text/html")

    def _press(self, request: Request, body: bytes) -> Response:
        self._settle()
        with self._account.store.transaction():
            intent = self._account.store.get(request.path_params["id"], intents.KIND)
            session = self._session(intent) if intent else None
            if session:
                play(Press(account=self._account, session=session, buyer=Buyer(), form=form_of(body)))
        address = self._account.address(f"/konbini/{request.path_params['id']}")
        return RedirectResponse(address, 303, {"Cache-Control": "no-store"})

    def _session(self, intent: JSON) -> JSON | None:
        """The session of a PaymentIntent that has, or had, a voucher."""
        return konbini.session_of(self._account, intent) if konbini.had_voucher(intent) else None


def _state(intent: JSON) -> str:
    if konbini.can_be_paid(intent):
        return "voucher"
    return "voucher_paid" if intent["status"] == "succeeded" else "voucher_lapsed"


def _voucher(intent: JSON, lang: str) -> JSON:
    """What the page says about a voucher that can be paid."""
    details = (intent["next_action"] or {}).get("konbini_display_details")
    if not details:
        return {}
    until = datetime.fromtimestamp(details["expires_at"], _JAPAN)
    return {"until": f"{formats.long_day(until, lang)} {formats.clock(until, lang)}", "stores": details["stores"]}
