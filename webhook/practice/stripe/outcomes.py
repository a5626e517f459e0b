"""What the buttons of the hosted page do to an open session. A new way to pay adds its outcomes here."""

from collections.abc import Callable
from dataclasses import dataclass

from webhook.practice.stripe import card, sessions
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.buyers import Buyer
from webhook.practice.stripe.store import JSON


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button pressed by the buyer on the page of an open session."""

    account: Account
    session: JSON
    buyer: Buyer


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Where the buyer goes from here: to an address, or back to the page with a notice."""

    session: JSON
    redirect: str | None = None
    notice: str | None = None
    """Key of the words to show: ``declined``."""


def paid(press: Press) -> Turn:
    """The card is charged and the buyer sent to the seller."""
    session = card.pay(press.account, press.session, press.buyer)
    return Turn(session=session, redirect=success_address(session))


def declined(press: Press) -> Turn:
    """The bank says no; with nothing to pay there is no bank to ask."""
    if press.session["amount_total"] == 0:
        return Turn(session=press.session)
    session = card.decline(press.account, press.session, press.buyer)
    return Turn(session=session, notice="declined")


def cancel(press: Press) -> Turn:
    """The buyer goes back to the seller; the session stays open and nobody is told."""
    return Turn(session=press.session, redirect=press.session["cancel_url"])


def expire(press: Press) -> Turn:
    """The session ends as if its time were over."""
    return Turn(session=sessions.close(press.account, press.session))


OUTCOMES: dict[str, Callable[[Press], Turn]] = {
    "paid": paid,
    "declined": declined,
    "cancel": cancel,
    "expire": expire,
}


def success_address(session: JSON) -> str:
    """The seller's page after paying, with the session's id where the seller asked for it."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
