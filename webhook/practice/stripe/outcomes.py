"""What the buttons of the hosted page do to an open session. A new way to pay adds its outcomes here."""

from collections.abc import Callable
from dataclasses import dataclass, field

from webhook.practice.stripe import card, card_numbers, disputes, konbini, neighbours, sessions
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.buyers import Buyer
from webhook.practice.stripe.charges import KIND as CHARGE
from webhook.practice.stripe.store import JSON


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button pressed by the buyer on the page of a session, with what else the form held."""

    account: Account
    session: JSON
    buyer: Buyer
    form: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Where the buyer goes from here: to an address, or back to the page with a notice."""

    session: JSON
    redirect: str | None = None
    notice: str | None = None
    """What the page has to say: ``declined``, ``unknown_card``, ``unauthenticated``, or ``authenticate`` to ask."""


def paid(press: Press) -> Turn:
    """The card that was typed in is charged and the buyer sent to the seller, if it is a card for that."""
    account, session = press.account, press.session
    if press.form.get("method") == konbini.NAME:  # the Enter key presses the first button of the form
        return take_voucher(press)
    if session["amount_total"] == 0:
        return _done(press, card.pay(account, session, press.buyer))
    if card.NAME not in session["payment_method_types"]:
        return Turn(session=session)
    typed = card_numbers.read(press.form.get("card"))
    if typed is None:
        return Turn(session=session, notice="unknown_card")
    if typed.effect == "declined":
        return declined(press)
    if typed.effect == "authenticate":
        return Turn(session=card.ask_bank(account, session), notice="authenticate")
    done = card.pay(account, session, press.buyer, last4=typed.last4)
    if typed.effect == "disputed":
        intent = account.find("payment_intent", done["payment_intent"])
        disputes.open_for(account, account.find(CHARGE, intent["latest_charge"]))
    return _done(press, done)


def authenticated(press: Press) -> Turn:
    """The bank knows its customer again, and the card is charged."""
    if not card.is_asked(press.account, press.session):
        return Turn(session=press.session)
    done = card.pay(press.account, press.session, press.buyer, last4="3155", authenticated=True)
    return _done(press, done)


def unauthenticated(press: Press) -> Turn:
    """The bank does not know its customer again; nothing is charged and another card can be tried."""
    if not card.is_asked(press.account, press.session):
        return Turn(session=press.session)
    return Turn(session=card.turn_away(press.account, press.session), notice="unauthenticated")


def declined(press: Press) -> Turn:
    """The bank says no; with nothing to pay there is no bank to ask."""
    if press.session["amount_total"] == 0 or card.NAME not in press.session["payment_method_types"]:
        return Turn(session=press.session)
    session = card.decline(press.account, press.session, press.buyer)
    return Turn(session=session, notice="declined")


def take_voucher(press: Press) -> Turn:
    """The buyer will pay at a convenience store: the session is complete, and its voucher the next page."""
    if press.session["amount_total"] == 0 or konbini.NAME not in press.session["payment_method_types"]:
        return Turn(session=press.session)
    session = konbini.choose(press.account, press.session, press.buyer)
    return Turn(session=session, redirect=onward(press.account, session))


def cancel(press: Press) -> Turn:
    """The buyer goes back to the seller; the session stays open and nobody is told."""
    return Turn(session=press.session, redirect=press.session["cancel_url"])


def expire(press: Press) -> Turn:
    """The session ends as if its time were over."""
    return Turn(session=sessions.close(press.account, press.session))


def voucher_paid(press: Press) -> Turn:
    """Some day the buyer pays at the till (``store`` says whose)."""
    if intent := konbini.voucher_of(press.account, press.session):
        store = press.form.get("store", "")
        konbini.pay(press.account, intent, store if store in konbini.STORES else konbini.STORES[0])
    return Turn(session=press.session, redirect=success_address(press.session))


def voucher_lapsed(press: Press) -> Turn:
    """The buyer never pays."""
    if intent := konbini.voucher_of(press.account, press.session):
        konbini.lapse(press.account, intent)
    return Turn(session=press.session, redirect=success_address(press.session))


OUTCOMES: dict[str, Callable[[Press], Turn]] = {
    "paid": paid,
    "authenticated": authenticated,
    "unauthenticated": unauthenticated,
    "declined": declined,
    "konbini": take_voucher,
    "cancel": cancel,
    "expire": expire,
}
LATER: dict[str, Callable[[Press], Turn]] = {"konbini_paid": voucher_paid, "konbini_lapsed": voucher_lapsed}
"""What can happen to a session that is complete and waits for its voucher to be paid."""


def play(press: Press) -> Turn:
    """What the form's ``outcome`` does. A session that is complete leads onward, whatever is pressed again."""
    outcome = press.form.get("outcome", "")
    if press.session["status"] == "complete":
        later = LATER.get(outcome)
        onwards = Turn(session=press.session, redirect=onward(press.account, press.session))
        return later(press) if later else onwards
    act = OUTCOMES.get(outcome)
    return act(press) if act and press.session["status"] == "open" else Turn(session=press.session)


def onward(account: Account, session: JSON) -> str:
    """Where the page of a complete session leads: to the voucher while it can be paid, else to the seller."""
    intent = konbini.voucher_of(account, session)
    voucher = intent["next_action"]["konbini_display_details"] if intent else {}
    return str(voucher.get("hosted_voucher_url") or success_address(session))


def success_address(session: JSON) -> str:
    """The seller's page after paying, with the session's id where the seller asked for it."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _done(press: Press, session: JSON) -> Turn:
    neighbours.sell_too(press.account, session)
    return Turn(session=session, redirect=success_address(session))
