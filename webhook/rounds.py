"""What runs behind the requests: each worker of a service, how often it looks, and what it does in one round."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from webhook import clock, inbox, sweeper
from webhook.condition import books
from webhook.forgetting import retention, traces
from webhook.hooks import delivering
from webhook.issuing import scheduling
from webhook.ledger import sealing
from webhook.mailing import digests, mail, outbox, thanking
from webhook.models import Mail
from webhook.orders import calling_off, moving, refunds
from webhook.payments import PaymentRefused, PaymentsUnavailable
from webhook.statements import monthly
from webhook.tally import folding
from webhook.worker import Worker

if TYPE_CHECKING:
    from webhook.service import Service

log = logging.getLogger(__name__)

SPOKEN_FOR = 1.0
"""Seconds between two looks for new words, for the door."""
MAIL_PERIOD = 1.0
INBOX_PERIOD = 1.0
"""Seconds between two looks at the queues: other processes and postponed rows do not wake ours."""
REFUND_PERIOD = 0.5
"""Seconds between two batches of refunds, which paces a mass of them to ten a second."""
CATCH_UP_PERIOD = 3600.0
"""Seconds between two looks for events that Stripe made and we never got."""


def workers(service: "Service") -> dict[str, Worker]:
    """The workers of a service by name, not yet started; none for mail where nobody carries it."""
    each = Rounds(service)
    found = {
        "inbox": Worker("inbox", each.work_inbox, INBOX_PERIOD),
        "words": Worker("words", each.learn, SPOKEN_FOR),
        "refunds": Worker("refunds", each.refund, REFUND_PERIOD),
        "calling-off": Worker("calling-off", each.call_off, INBOX_PERIOD),
        "dates": Worker("dates", each.move, moving.PERIOD),
        "notices": Worker("notices", each.tell_shop, digests.PERIOD),
        "sweeper": Worker("sweeper", each.sweep, sweeper.PERIOD),
        "events": Worker("events", each.catch_up, CATCH_UP_PERIOD),
        "ledger": Worker("ledger", each.seal, sealing.PERIOD),
        "books": Worker("books", each.compare, books.PERIOD),
        "hooks": Worker("hooks", each.tell_hooks, delivering.PERIOD),
        "tally": Worker("tally", each.fold, folding.PERIOD),
        "sendings": Worker("sendings", each.send_planned, scheduling.PERIOD),
        "thanks": Worker("thanks", each.thank, thanking.PERIOD),
        "statements": Worker("statements", each.end_month, monthly.PERIOD),
        "retention": Worker("retention", each.forget, retention.PERIOD),
    }
    sending = each.sending()
    if sending:
        found["outbox"] = Worker("outbox", lambda: outbox.deliver(sending), MAIL_PERIOD)
    return found


class Rounds:
    """One round of each worker; True when there may be more to do at once."""

    def __init__(self, service: "Service") -> None:
        self._service = service

    def learn(self) -> bool:
        """The words of a new build, read here so that no device at the door has to wait for them."""
        self._service.learn()
        return False

    def work_inbox(self) -> bool:
        """What Stripe has told."""
        if inbox.work(self._service.gateway, self._service.catalogue):
            self._service.sold()
        return inbox.waiting()

    def sweep(self) -> bool:
        """What has run out: holds, offers, links."""
        if sweeper.sweep(self._service.gateway, self._service.catalogue):
            self._service.sold()
        return False

    def tell_shop(self) -> bool:
        """Notices to those who run the shop."""
        places = self._service.places()
        told = {kind: places.told(f"notice-{kind}") for kind in ("order", "cancel")}
        if digests.work(told, clock.now()):
            self._service.wake("outbox")
        return False

    def refund(self) -> bool:
        """One batch, then a pause: a mass of refunds must not run into Stripe's limits."""
        if refunds.work(self._service.gateway):
            self._service.sold()
        return False

    def call_off(self) -> bool:
        """The next tickets of dates that were called off."""
        ended = calling_off.work(self._service.catalogue)
        if ended is None:
            return False
        self._service.live.publish(*[f"ticket:{ticket.id}" for ticket in ended])
        self._service.wake("refunds")
        self._service.sold()
        return True

    def move(self) -> bool:
        """Tickets follow dates and venues that a new build has changed."""
        moved = moving.work(self._service.catalogue, clock.now())
        if moved:
            self._service.live.publish(*[f"ticket:{ticket.id}" for ticket in moved])
            self._service.sold()
        return False

    def catch_up(self) -> bool:
        """Events that Stripe made and we never got."""
        if self._service.settings.stripe_key:
            try:
                sweeper.catch_up(self._service.gateway)
            except (PaymentsUnavailable, PaymentRefused) as error:
                log.warning("Stripe cannot be asked for events we may have missed: %s", str(error).split("\n")[0])
            self._service.wake("inbox")
        return False

    def seal(self) -> bool:
        """What the ledger has not sealed yet."""
        return self._service.sealer.round()

    def compare(self) -> bool:
        """Stripe's books and ours."""
        if self._service.settings.stripe_key:
            books.work(self._service.gateway)
        return False

    def tell_hooks(self) -> bool:
        """Deliveries to other systems that are due."""
        return delivering.work(self._service.channels, anywhere=self._service.settings.practice)

    def fold(self) -> bool:
        """The changes of the tally into its counters."""
        folding.fold()
        return False

    def send_planned(self) -> bool:
        """Coupons and messages whose hour has come."""
        if scheduling.work(self._service.catalogue, self._service.channels, clock.now()):
            self._service.sold()
        return False

    def thank(self) -> bool:
        """Thanks for coming."""
        if thanking.work(self._service.catalogue, self._service.channels, clock.now()):
            self._service.wake("outbox")
        return False

    def end_month(self) -> bool:
        """The statement of a month that is over."""
        if monthly.work(self._service.catalogue.shop, self._service.shelf.private, self._service.words, clock.now()):
            self._service.wake("outbox")
        return False

    def forget(self) -> bool:
        """What was kept as long as the shop keeps it."""
        days, now = self._service.catalogue.shop.retain_days, clock.now()
        erased = retention.work(days, now)
        traces.wipe(erased=erased)
        if self._service.settings.practice and not erased:
            traces.clear_mailbox(self._service.settings.data, now - timedelta(days=days))
        return erased

    def sending(self) -> outbox.Sending | None:
        """How mails leave; None when nobody carries them."""
        transport = self._transport()
        if transport is None:
            return None

        @contextmanager
        def sending() -> Iterator[Callable[[Mail], None]]:
            with transport() as carry:

                def send(row: Mail) -> None:
                    built = mail.message(row, self._service.templates, self._service.places())
                    if built:
                        carry(built)

                yield send

        return sending

    def _transport(self) -> mail.Transport | None:
        if self._service.settings.smtp_url:
            return mail.smtp(self._service.settings.smtp_url)
        return mail.mailbox(self._service.settings.data / "mailbox") if self._service.settings.practice else None
