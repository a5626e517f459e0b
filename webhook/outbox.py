"""Mail as rows first: posted in the transaction of its cause, delivered afterwards, retried until it is out."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from webhook import clock
from webhook.database import claimable, transaction
from webhook.models import Mail

LEASE = timedelta(minutes=2)
"""How long a claimed mail is left to the worker that took it; after a crash another takes it up."""
BATCH = 1  # a lease covers one mail, whose server may take half a minute to answer
_FORGOTTEN = ("sign-in",)
"""Templates whose values open something; they are not kept once the mail is out."""
_LONGEST_WAIT = timedelta(hours=1)

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

    It leaves at ``due``, or at once.
    """
    row = {"key": key, "template": template, "recipient": recipient, "locale": locale, "values": values}
    Mail.insert(**row, created_at=now, due_at=due or now).on_conflict_ignore().execute()


def deliver(send: Callable[[Mail], None]) -> bool:
    """Send what is due, one batch; returns whether there was any. A mail that fails waits longer each time."""
    mails = _claim(clock.now())
    for mail in mails:
        try:
            send(mail)
        except Exception as error:  # whatever a mail server or template does, the other mails must go out
            log.warning("mail %s to be tried again: %s", mail.key, error)
            _postpone(mail, error)
        else:
            kept = {} if mail.template in _FORGOTTEN else mail.values
            Mail.update(sent_at=clock.now(), due_at=None, error="", values=kept).where(Mail.id == mail.id).execute()
    return bool(mails)


def _claim(now: datetime) -> list[Mail]:
    with transaction():
        due = Mail.select().where(Mail.due_at <= now).order_by(Mail.due_at, Mail.id).limit(BATCH)
        mails: list[Mail] = list(claimable(due))
        ids = [mail.id for mail in mails]
        Mail.update(due_at=now + LEASE, attempts=Mail.attempts + 1).where(Mail.id.in_(ids)).execute()
    return mails


def _postpone(mail: Mail, error: Exception) -> None:
    wait = min(timedelta(seconds=1) * 2 ** min(mail.attempts, 12), _LONGEST_WAIT)
    Mail.update(due_at=clock.now() + wait, error=f"{error}"[:500]).where(Mail.id == mail.id).execute()
