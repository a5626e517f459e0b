"""Addresses of the stand-in itself, not of Stripe's API: move a refund, begin and end a dispute, turn the switches."""

import dataclasses
import json
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from webhook.practice.stripe import disputes, refunds
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.refusals import Refused
from webhook.practice.stripe.store import JSON
from webhook.practice.stripe.visits import form_of

Pull = Callable[[str, dict[str, str]], JSON]
"""What a lever does to the object with this id, with the form that was posted."""


class Levers:
    """The levers of an account. All answer JSON: the object as it is now, or Stripe's envelope for a refusal."""

    def __init__(self, account: Account, settle: Callable[[], None]) -> None:
        self._account = account
        self._settle = settle

    def routes(self) -> list[Route]:
        """``POST /practice/…`` with ``outcome=…``, and ``GET`` or ``PUT /practice/switches`` as JSON."""
        return [
            Route("/practice/refunds/{id}", self._lever(self.move_refund), methods=["POST"]),
            Route("/practice/charges/{id}/dispute", self._lever(self.open_dispute), methods=["POST"]),
            Route("/practice/disputes/{id}", self._lever(self.settle_dispute), methods=["POST"]),
            Route("/practice/switches", self._switches, methods=["GET", "PUT"]),
        ]

    def move_refund(self, refund_id: str, form: dict[str, str]) -> JSON:
        """``outcome``: succeeded, failed, canceled or pending."""
        refund = self._account.find(refunds.KIND, refund_id)
        return refunds.move(self._account, refund, form.get("outcome", ""))

    def open_dispute(self, charge_or_intent: str, _form: dict[str, str]) -> JSON:
        """The buyer disputes a charge, named itself or by its PaymentIntent."""
        charge = disputes.charge_named(self._account, charge_or_intent)
        return disputes.open_for(self._account, charge)

    def settle_dispute(self, dispute_id: str, form: dict[str, str]) -> JSON:
        """``outcome``: under_review, won or lost."""
        dispute = self._account.find(disputes.KIND, dispute_id)
        return disputes.settle(self._account, dispute, form.get("outcome", ""))

    def pull(self, act: Pull, object_id: str, form: dict[str, str]) -> JSON:
        """What ``act`` makes of the object, all or nothing; Refused when it cannot be."""
        self._settle()
        with self._account.store.transaction():
            return act(object_id, form)

    def _lever(self, act: Pull) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            form = form_of(await request.body())
            try:
                moved = await run_in_threadpool(self.pull, act, request.path_params["id"], form)
            except Refused as refused:
                return _json(refused.status, refused.envelope(self._account.address("/practice")))
            return _json(200, moved)

        return answer

    async def _switches(self, request: Request) -> Response:
        board = self._account.board
        if request.method == "PUT":
            try:
                board.turn(dict(json.loads(await request.body())))
            except (TypeError, ValueError) as wrong:
                return _json(400, {"error": {"type": "invalid_request_error", "message": str(wrong)}})
        return _json(200, dataclasses.asdict(board.now))


def _json(status: int, body: JSON) -> Response:
    text = json.dumps(body, indent=2, ensure_ascii=False)
    return Response(text, status, {"Cache-Control": "no-store"}, media_type="application/json")
