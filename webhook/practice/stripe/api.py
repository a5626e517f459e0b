"""One API request: key, parameters, idempotency, the act itself, and the answer in Stripe's form."""

import functools
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from webhook.practice.stripe.account import API_VERSION, Account, Call, Caller
from webhook.practice.stripe.expand import expanded
from webhook.practice.stripe.forms import Tree
from webhook.practice.stripe.idempotency import Kept, Keys
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.interference import hang_up, interfere
from webhook.practice.stripe.keys import check_key
from webhook.practice.stripe.parameters import Fields
from webhook.practice.stripe.reading import check_version, fingerprint_of, read
from webhook.practice.stripe.refusals import Refused, no_such_address
from webhook.practice.stripe.store import JSON

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An address of the API: the parameters it takes, and what it does."""

    method: str
    path: str
    takes: Fields
    act: Callable[[Account, Call], JSON]


class Api:
    """Answers the endpoints for an account."""

    def __init__(self, account: Account, settle: Callable[[], None]) -> None:
        self._account = account
        self._settle = settle
        self._keys = Keys(account.store)

    def route(self, endpoint: Endpoint) -> Route:
        """The Starlette route of an endpoint."""

        async def answer(request: Request) -> Response:
            body = await request.body()
            response, executed = await run_in_threadpool(self._answer, request, body, endpoint)
            if executed and self._account.board.now.kill_after_commit and not hang_up(request):
                return self._refusal(request, new_id("req"), Refused("Cut.", status=500, kind="api_error"))
            return response

        return Route(endpoint.path, answer, methods=[endpoint.method])

    def unknown(self, path: str) -> Route:
        """A route for every method and address that the API does not have."""

        async def answer(request: Request) -> Response:
            return self._refusal(request, new_id("req"), no_such_address(request.method, request.url.path))

        methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        return Route(path, answer, methods=methods)

    def _answer(self, request: Request, body: bytes, endpoint: Endpoint) -> tuple[Response, bool]:
        """The answer, and whether a POST was executed for it just now."""
        request_id = new_id("req")
        try:
            check_key(request.headers.get("authorization"))
            check_version(request.headers.get("stripe-version"))
            interfere(self._account.board)
            sent = read(request, body)
            kept = self._kept(request, endpoint, sent, request_id)
        except Refused as refused:
            return self._refusal(request, request_id, refused), False
        except Exception:
            log.exception("the practice Stripe failed at %s %s", request.method, request.url.path)
            broken = Refused("The practice Stripe failed; its log says where.", status=500, kind="api_error")
            return self._refusal(request, request_id, broken), False
        replayed = kept.request_id != request_id
        headers = {"Idempotent-Replayed": "true"} if replayed else {}
        response = self._respond(request, request_id, kept.status, kept.body, headers, original=kept.request_id)
        return response, request.method == "POST" and not replayed

    def _kept(self, request: Request, endpoint: Endpoint, sent: Tree, request_id: str) -> Kept:
        """The answer, from memory when its idempotency key has been used for the same request before."""
        key = request.headers.get("idempotency-key")
        caller = Caller(request_id=request_id, idempotency_key=key)
        act = functools.partial(self._act, endpoint, sent, caller, request.path_params.get("id", ""))
        if not key or endpoint.method != "POST":
            self._settle()
            with self._account.store.transaction():
                return Kept(request_id=request_id, status=200, body=act())
        fingerprint = fingerprint_of(request, sent)
        with self._keys.claimed(key):
            self._settle()
            kept = self._keys.recall(key, fingerprint, self._account.time())
            return kept or self._first(act, key, fingerprint, request_id)

    def _first(self, act: Callable[[], JSON], key: str, fingerprint: str, request_id: str) -> Kept:
        """Act, and keep the answer in the same transaction; a refusal is kept once the act had begun."""
        account = self._account
        try:
            with account.store.transaction():
                kept = Kept(request_id=request_id, status=200, body=act())
                self._keys.keep(key, fingerprint, kept, account.time())
        except Refused as refused:
            if not refused.executed:
                raise
            kept = Kept(request_id=request_id, status=refused.status, body=self._envelope(refused, request_id))
            self._keys.keep(key, fingerprint, kept, account.time())
        return kept

    def _act(self, endpoint: Endpoint, sent: Tree, caller: Caller, object_id: str) -> JSON:
        params = endpoint.takes.read_fields(sent)
        result = endpoint.act(self._account, Call(params=params, caller=caller, id=object_id))
        return expanded(self._account, result, params.get("expand", []))

    def _refusal(self, request: Request, request_id: str, refused: Refused) -> Response:
        body = self._envelope(refused, request_id)
        return self._respond(request, request_id, refused.status, body, refused.headers, original=request_id)

    def _envelope(self, refused: Refused, request_id: str) -> JSON:
        return refused.envelope(self._account.address(f"/logs/{request_id}"))

    def _respond(
        self, request: Request, request_id: str, status: int, body: JSON, headers: dict[str, str], *, original: str
    ) -> Response:
        headers = headers | {
            "Request-Id": request_id,
            "Stripe-Version": request.headers.get("stripe-version", API_VERSION),
            "Cache-Control": "no-cache, no-store",
        }
        if key := request.headers.get("idempotency-key"):
            headers |= {"Idempotency-Key": key[:255], "Original-Request": original}
        return respond(status, body, headers)


def respond(status: int, body: JSON, headers: dict[str, str]) -> Response:
    """The one way out of the API: indented JSON in UTF-8."""
    text = json.dumps(body, indent=2, ensure_ascii=False)
    return Response(text, status, headers, media_type="application/json")
