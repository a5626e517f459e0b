"""The hosted page for a program: the command-line client reads it and pays there as a buyer would."""

from webhook.practice.stripe import payment_methods, sessions
from webhook.practice.stripe.account import Account, Call
from webhook.practice.stripe.buyers import Buyer
from webhook.practice.stripe.outcomes import Press, play
from webhook.practice.stripe.refusals import Refused
from webhook.practice.stripe.store import JSON


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/payment_pages/{session}: the session itself; Stripe's own answer is not published."""
    return account.find(sessions.KIND, call.id)


def confirm(account: Account, call: Call) -> JSON:
    """POST /v1/payment_pages/{session}/confirm: pays with ``payment_method``; 402 when the card is declined."""
    session, params = account.find(sessions.KIND, call.id), call.params
    if session["status"] != "open":
        raise Refused(f"This session is {session['status']}.", param="session", executed=True)
    if params.get("expected_amount", session["amount_total"]) != session["amount_total"]:
        raise Refused("The amount is another one.", param="expected_amount")
    method_id = params["payment_method"]
    form = {"outcome": "konbini"}
    if not payment_methods.is_konbini(account, method_id):
        chosen = payment_methods.card_of(account, method_id, param="payment_method")
        form = {"outcome": "paid", "card": chosen.number}
    known = payment_methods.billing(account.store.get(method_id, payment_methods.KIND))
    named = {name: known[name] for name in ("email", "name", "phone") if known.get(name)}
    turn = play(Press(account=account, session=session, buyer=Buyer(**named), form=form))
    if turn.notice == "declined":
        raise Refused("Your card was declined.", code="card_declined", status=402, kind="card_error", executed=True)
    return turn.session
