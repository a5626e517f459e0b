"""The hosted checkout page: shows what is bought, and plays the outcome that the visitor presses."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from webhook import formats
from webhook.practice.stripe import sessions
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.buyers import Buyer
from webhook.practice.stripe.card_numbers import CARDS
from webhook.practice.stripe.expand import line_items
from webhook.practice.stripe.outcomes import Press, onward, play
from webhook.practice.stripe.store import JSON
from webhook.practice.stripe.visits import PAGES, TEMPLATES, form_of, language_for, page_headers, words

_STATUS = {"declined": 402, "unknown_card": 402, "unauthenticated": 402, "expired": 410, "missing": 404}
_TEMPLATES = dict.fromkeys(("complete", "expired", "missing"), "notice.html") | {"authenticate": "authenticate.html"}
"""Pages by state; all others are the checkout itself."""


class HostedPage:
    """The page of every session of an account."""

    def __init__(self, account: Account, settle: Callable[[], None]) -> None:
        self._account = account
        self._settle = settle

    def routes(self) -> list[Route]:
        """The page, where its form posts to, and its style."""
        return [
            Route("/c/pay/{id}", self.show, methods=["GET"]),
            Route("/c/pay/{id}", self.press, methods=["POST"]),
            Route("/assets/practice.css", _style, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """GET: changes nothing."""
        return await run_in_threadpool(self._show, request)

    async def press(self, request: Request) -> Response:
        """POST ``outcome=…``: does what the button says."""
        body = await request.body()
        return await run_in_threadpool(self._press, request, body)

    def _show(self, request: Request) -> Response:
        self._settle()
        session = self._account.store.get(request.path_params["id"], sessions.KIND)
        return self._page(request, session)

    def _press(self, request: Request, body: bytes) -> Response:
        self._settle()
        form = form_of(body)
        email = form.get("email", "").strip()[:800]
        buyer = Buyer(email=email) if email else Buyer()
        with self._account.store.transaction():
            session = self._account.store.get(request.path_params["id"], sessions.KIND)
            turn = play(Press(account=self._account, session=session, buyer=buyer, form=form)) if session else None
        if turn is None:
            return self._page(request, session)
        if turn.redirect:
            return RedirectResponse(turn.redirect, 303, {"Cache-Control": "no-store"})
        return self._page(request, turn.session, turn.notice)

    def _page(self, request: Request, session: JSON | None, notice: str | None = None) -> Response:
        state = _state(session, notice)
        lang = language_for(session, request.headers.get("accept-language", ""))
        context: dict[str, Any] = {
            "lang": lang,
            "words": words(lang),
            "style": self._account.address("/assets/practice.css"),
            "state": state,
            "seller": self._account.name,
            "session": session,
            "cards": CARDS,
        }
        if session:
            currency = str(session["currency"]).upper()
            context["money"] = lambda amount: formats.money(amount, currency, lang)
            context["lines"] = self._lines(session)
            context["next"] = onward(self._account, session)
        html = TEMPLATES.get_template(_TEMPLATES.get(state, "checkout.html")).render(context)
        return Response(html, _STATUS.get(state, 200), page_headers(session), media_type="text/html")

    def _lines(self, session: JSON) -> list[JSON]:
        found: list[JSON] = line_items(self._account, session["id"], {"limit": 100})["data"]
        products = [self._account.store.get(line["price"]["product"]) or {} for line in found]
        pairs_ = zip(found, products, strict=True)
        return [{**line, "detail": product.get("description")} for line, product in pairs_]


def _state(session: JSON | None, notice: str | None) -> str:
    if session is None:
        return "missing"
    return notice or str(session["status"])


async def _style(_request: Request) -> Response:
    return FileResponse(PAGES / "practice.css", headers={"Cache-Control": "no-cache"}, media_type="text/css")
