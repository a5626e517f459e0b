"""Another shop on the same Stripe account: its sessions reach our webhook too, and are none of our business."""

from webhook.practice.stripe import events, intents
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.store import JSON


def sell_too(account: Account, session: JSON) -> None:
    """While ``foreign_session`` is switched on, have the other shop sell the same a moment after ``session``."""
    if not account.board.now.foreign_session:
        return
    foreign = session | {"id": new_id("cs_test"), "client_reference_id": None, "metadata": {}}
    if intent := intents.of_session_or_none(account, session):
        foreign["payment_intent"] = new_id("pi")
        account.store.put(intent | {"id": foreign["payment_intent"], "metadata": {}})
    account.store.put(foreign)
    events.record(account, "checkout.session.completed", foreign)
