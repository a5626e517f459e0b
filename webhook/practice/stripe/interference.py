"""Where the API obeys the switches: refusals before anything is done, and a connection cut after it was."""

from starlette.requests import Request

from webhook.practice.stripe.refusals import Refused
from webhook.practice.stripe.switches import Board


def interfere(board: Board) -> None:
    """Refused when a switch says that this request must not be done."""
    if board.now.down:
        raise Refused("Stripe is away.", status=503, kind="api_error")
    if board.take_limit():
        raise Refused("Request rate limit exceeded.", code="rate_limit", status=429)
    if board.take_failure():
        raise Refused("An unknown error occurred.", status=500, kind="api_error")


def hang_up(request: Request) -> bool:
    """Cut the connection of ``request`` without a word; False where the server does not let us get at it."""
    cycle = getattr(request.receive, "__self__", None)  # of uvicorn
    transport = getattr(cycle, "transport", None)
    if transport is None:
        return False
    transport.close()
    return True
