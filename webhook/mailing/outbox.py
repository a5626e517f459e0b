"""Mail as rows first: posted in the transaction of its cause, delivered afterwards, retried until it is out."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from webhook import clock
from webhook.database import claimable, transaction
from webhook.models import Mail, Order

LEASE = timedelta(minutes=5)
"""How long a claimed mail is left to the worker that took it; after a crash another takes it up.

It covers one mail, each step of which a slow server may take half a minute for.
"""
ROUND = 20
"""Mails in one round, which go over one connection."""
IN_A_ROW = 3
"""So many failures one after another are the server's: the rest is not tried in vain but waits for ``PAUSE``."""
PAUSE = timedelta(seconds=5)
_FORGOTTEN = ("sign-in",)
"""Templates whose values open something; they are not kept once the mail is out."""
_LONGEST_WAIT = timedelta(hours=1)

Sending = Callable[[], AbstractContextManager[Callable[[Mail], None]]]
"""Opens what mails leave by for one round."""

log = logging.getLogger(__name__)


def post(
    key: str,
    template: str,
    recipient: str,
    locale: str,
    values: dict[str, Any],
    now: datetime,
    *,
    due: datetime | None = None,
) -> None:
    """Put a mail into the outbox, within the caller's transaction; the same ``key`` again changes nothing.

    It leaves at ``due``, or at once. Who bought at the door without leaving an address gets none.
    """
    if not recipient:
        return
    row = {"key": key, "template": template, "recipient": recipient, "locale": locale, "values": values}
    Mail.insert(**row, created_at=now, due_at=due or now).on_conflict_ignore().execute()


def concerns(mail: Mail, order: Order) -> bool:
    """Whether a mail is about that order: its values say so, or its key names the order or one of its tickets."""
    names = [order.number, *(ticket.number for ticket in order.tickets)]
    return mail.values.get("order") == order.number or any(name in mail.key for name in names)


def redirect(order: Order, template: str, old: str, new: str) -> None:
    """What waits to be sent about an order goes to its new address, in the caller's transaction.

    Letters of that ``template`` are not sent any more: the caller posts a new one.
    """
    waiting = Mail.select().where(Mail.recipient == old, Mail.sent_at.is_null(), Mail.due_at.is_null(False))
    for mail in waiting:
        if concerns(mail, order) or mail.values.get("customer") == order.customer_id:
            due = None if mail.template == template else mail.due_at
            Mail.update(recipient=new, due_at=due).where(Mail.id == mail.id, Mail.sent_at.is_null()).execute()


def deliver(sending: Sending) -> bool:
    """Send what is due, one round; returns whether there may be more. A mail that fails waits longer each time."""
    failures = 0
    with sending() as send:
        for _ in range(ROUND):
            mail = _claim(clock.now())
            if mail is None:
                return False
            failures = 0 if _sent(mail, send) else failures + 1
            if failures == IN_A_ROW:
                _rest(clock.now())
                return False
    return True


def _sent(mail: Mail, send: Callable[[Mail], None]) -> bool:
    try:
        send(mail)
    except Exception as error:  # whatever a mail server or template does, the other mails must go out
        log.warning("mail %s to be tried again: %s", mail.key, error)
        _postpone(mail, error)
        return False
    kept = {} if mail.template in _FORGOTTEN else mail.values
    Mail.update(sent_at=clock.now(), due_at=None, error="", values=kept).where(Mail.id == mail.id).execute()
    return True


def _claim(now: datetime) -> Mail | None:
    """The mail that waited longest, and nobody else's for a while."""
    with transaction():
        due = Mail.select().where(Mail.due_at <= now).order_by(Mail.due_at, Mail.id).limit(1)
        mail: Mail | None = next(iter(claimable(due)), None)
        if mail:
            Mail.update(due_at=now + LEASE, attempts=Mail.attempts + 1).where(Mail.id == mail.id).execute()
    return mail


def _rest(now: datetime) -> None:
    """Leave the server alone for a moment; the mails that were not tried lose no time for it afterwards."""
    with transaction():
        Mail.update(due_at=now + PAUSE).where(Mail.due_at <= now).execute()


def _postpone(mail: Mail, error: Exception) -> None:
    wait = min(timedelta(seconds=1) * 2 ** min(mail.attempts, 12), _LONGEST_WAIT)
    Mail.update(due_at=clock.now() + wait, error=f"{error}"[:500]).where(Mail.id == mail.id).execute()
