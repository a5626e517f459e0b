"""Cash that staff gave back at the door: a memo with amount, staff and time. No money moves, no total changes (A21)."""

from datetime import datetime

from webhook.crew.accounts import Visitor
from webhook.database import transaction
from webhook.models import Memo, Ticket
from webhook.refusals import Refused


def note(ticket: Ticket, amount: int, words: str, nonce: str, visitor: Visitor, now: datetime) -> Memo:
    """Keep it; the same nonce again is one memo. Refuses with ``nonce_used`` when that was another ticket's."""
    with transaction():
        row = {"ticket": ticket, "amount": amount, "note": words, "at": now}
        who = {"staff": visitor.staff.id, "staff_name": visitor.staff.name}
        Memo.insert(nonce=nonce, **row, **who).on_conflict_ignore().execute()
        memo: Memo = Memo.get(Memo.nonce == nonce)
    if (memo.ticket_id, memo.amount) != (ticket.id, amount):
        raise Refused("nonce_used", 409, field="nonce")
    return memo
