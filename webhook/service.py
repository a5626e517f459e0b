"""One running service: its settings and everything that endpoints and workers share."""

from asyncio import Semaphore
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from jinja2 import Environment

from webhook import (
    accounts,
    clock,
    digests,
    inbox,
    mail,
    outbox,
    pauses,
    pulse,
    scheduling,
    sweeper,
    templates,
    thanking,
)
from webhook.board import Board
from webhook.catalogue import Catalogue, Shop
from webhook.checkout import Counter
from webhook.condition import books
from webhook.door import knocks
from webhook.door.answers import Spoken
from webhook.door.beside import Beside
from webhook.door.packs import Packs
from webhook.door.writer import Writer
from webhook.forgetting import retention, traces
from webhook.guessing import Guesses
from webhook.hooks import delivering, events
from webhook.ledger import sealing
from webhook.ledger.sealing import Sealer
from webhook.letters import Places
from webhook.live import EVERYTHING, Live
from webhook.models import Mail
from webhook.orders import calling_off, refunds
from webhook.payments import Gateway
from webhook.pulse import Pulse
from webhook.settings import Settings
from webhook.shelf import Shelf
from webhook.statements import monthly
from webhook.tally import folding
from webhook.words import Words
from webhook.worker import Worker

SPOKEN_FOR = 1.0
"""Seconds between two looks for new words, for the door."""
MAIL_PERIOD = 1.0
INBOX_PERIOD = 1.0
"""Seconds between two looks at the queues: other processes and postponed rows do not wake ours."""
REFUND_PERIOD = 0.5
"""Seconds between two batches of refunds, which paces a mass of them to ten a second."""
CATCH_UP_PERIOD = 3600.0
"""Seconds between two looks for events that Stripe made and we never got."""


@dataclass(kw_only=True)
class Service:
    """Built once by ``create_app`` and passed to every endpoint."""

    settings: Settings
    shelf: Shelf
    gateway: Gateway
    live: Live = field(default_factory=Live)
    guesses: Guesses = field(default_factory=Guesses)
    workers: dict[str, Worker] = field(default_factory=dict)
    rooms: dict[object, Semaphore] = field(default_factory=dict)
    stamps: Writer | Beside = field(default_factory=lambda: Writer("stamps", knocks.settle))
    looks: Writer = field(default_factory=lambda: Writer("looks", knocks.look))
    sealer: Sealer = field(default_factory=lambda: Sealer(events.prepare))
    packs: Packs = field(default_factory=Packs)
    reload: bool = False
    pulse: Pulse = field(init=False)
    board: Board = field(init=False)
    _templates: tuple[Shop, Environment] | None = None
    _spoken: Spoken | None = None

    def __post_init__(self) -> None:
        self.pulse = pulse.of(self.settings.database)
        self.board = Board(self.pulse, lambda: self.catalogue, lambda: self.live.publish("usage"))

    @property
    def catalogue(self) -> Catalogue:
        """What is for sale now."""
        return self.shelf.catalogue

    @property
    def site_url(self) -> str:
        """Public address of the shop's pages; ``settings.url`` is theirs too unless the service lives elsewhere."""
        shop = self.catalogue.shop
        return (shop.url if shop.service else "") or self.settings.url or shop.url or ""

    @property
    def ticket_url(self) -> str:
        """Public address of tickets: the service's own where it has one."""
        return self.settings.url or self.catalogue.shop.service or self.catalogue.shop.url or ""

    @property
    def templates(self) -> Environment:
        """The templates with the words and assets of the newest build."""
        shop = self.catalogue.shop
        if self._templates is None or self._templates[0] is not shop:
            folders = templates.site_folders(self.settings.shop_folder)
            self._templates = (shop, templates.environment(folders, shop, practice=self.settings.practice))
        return self._templates[1]

    @property
    def words(self) -> Words:
        """The words of pages, mails and refusals."""
        return cast(Words, self.templates.globals["words"])

    @property
    def spoken(self) -> Spoken:
        """Words and shop as they were within the last second: for answers of which there are thousands in one."""
        if self._spoken is None:
            self._learn()
        return self._spoken or (self.words, self.catalogue.shop)

    def say(self, language: str, code: str, **facts: Any) -> str:
        """The words of a refusal."""
        words = self.words
        key = f"refusals.{code}" if words.has(language, f"refusals.{code}") else "refusals.server_error"
        return words.text(language, key, **facts)

    def counter(self) -> Counter:
        """What an order is made with now."""
        return Counter(
            catalogue=pauses.applied(self.catalogue),
            private=self.shelf.private,
            gateway=self.gateway,
            words=self.words,
            site_url=self.site_url,
        )

    def places(self) -> Places:
        """Where a mail may point to, and who hears for the shop."""
        shops = self.shelf.private.notify
        notify = tuple(dict.fromkeys([*shops, *accounts.notified()]))
        deaf = {template: who.difference(shops) for template, who in accounts.deaf().items()}
        return Places(catalogue=self.catalogue, site=self.site_url, tickets=self.ticket_url, notify=notify, deaf=deaf)

    def start(self) -> None:
        """Start the workers: events, refunds, dates called off, mail and the sweeper."""
        self.live.start()
        self.pulse.start(self.live.publish)
        self.stamps.start(lambda: self.spoken)
        self.looks.start(lambda: self.spoken)
        self.workers = {
            "inbox": Worker("inbox", self._work_inbox, INBOX_PERIOD),
            "words": Worker("words", self._learn, SPOKEN_FOR),
            "refunds": Worker("refunds", self._refund, REFUND_PERIOD),
            "calling-off": Worker("calling-off", self._call_off, INBOX_PERIOD),
            "notices": Worker("notices", self._tell_shop, digests.PERIOD),
            "sweeper": Worker("sweeper", self._sweep, sweeper.PERIOD),
            "events": Worker("events", self._catch_up, CATCH_UP_PERIOD),
            "ledger": Worker("ledger", self._seal, sealing.PERIOD),
            "books": Worker("books", self._compare, books.PERIOD),
            "hooks": Worker("hooks", self._tell_hooks, delivering.PERIOD),
            "tally": Worker("tally", self._fold, folding.PERIOD),
            "sendings": Worker("sendings", self._send_planned, scheduling.PERIOD),
            "thanks": Worker("thanks", self._thank, thanking.PERIOD),
            "statements": Worker("statements", self._end_month, monthly.PERIOD),
            "retention": Worker("retention", self._forget, retention.PERIOD),
        }
        sending = self._sending()
        if sending:
            self.workers["outbox"] = Worker("outbox", lambda: outbox.deliver(sending), MAIL_PERIOD)
        for worker in self.workers.values():
            worker.start()

    def stop(self) -> None:
        """End the streams and let the workers finish what they hold."""
        self.live.stop()
        self.pulse.stop()
        self.stamps.stop()
        self.looks.stop()
        for worker in self.workers.values():
            worker.stop()

    def wake_all(self) -> None:
        """The clock was set: everything may be due."""
        for worker in self.workers.values():
            worker.wake()
        self.live.publish(EVERYTHING)

    def wake(self, name: str) -> None:
        """There is work for that worker."""
        if name in self.workers:
            self.workers[name].wake()

    def sold(self) -> None:
        """Orders have moved: mail may wait, and open pages want to know."""
        self.wake("notices")
        self.wake("outbox")
        self.live.publish("usage")

    def _learn(self) -> bool:
        """Read the words of a new build here, where no device at the door has to wait for it."""
        self._spoken = (self.words, self.catalogue.shop)
        return False

    def _work_inbox(self) -> bool:
        if inbox.work(self.gateway, self.catalogue):
            self.sold()
        return inbox.waiting()

    def _sweep(self) -> bool:
        if sweeper.sweep(self.gateway, self.catalogue):
            self.sold()
        return False

    def _tell_shop(self) -> bool:
        places = self.places()
        told = {kind: places.told(f"notice-{kind}") for kind in ("order", "cancel")}
        if digests.work(told, clock.now()):
            self.wake("outbox")
        return False

    def _refund(self) -> bool:
        """One batch, then a pause: a mass of refunds must not run into Stripe's limits."""
        if refunds.work(self.gateway):
            self.sold()
        return False

    def _call_off(self) -> bool:
        ended = calling_off.work(self.catalogue)
        if ended is None:
            return False
        self.live.publish(*[f"ticket:{ticket.id}" for ticket in ended])
        self.wake("refunds")
        self.sold()
        return True

    def _catch_up(self) -> bool:
        if self.settings.stripe_key:
            sweeper.catch_up(self.gateway)
            self.wake("inbox")
        return False

    def _seal(self) -> bool:
        return self.sealer.round()

    def _compare(self) -> bool:
        if self.settings.stripe_key:
            books.work(self.gateway)
        return False

    def _tell_hooks(self) -> bool:
        return delivering.work(anywhere=self.settings.practice)

    def _fold(self) -> bool:
        folding.fold()
        return False

    def _send_planned(self) -> bool:
        if scheduling.work(self.catalogue, clock.now()):
            self.sold()
        return False

    def _thank(self) -> bool:
        if thanking.work(self.catalogue, clock.now()):
            self.wake("outbox")
        return False

    def _end_month(self) -> bool:
        if monthly.work(self.catalogue.shop, self.shelf.private, self.words, clock.now()):
            self.wake("outbox")
        return False

    def _forget(self) -> bool:
        days, now = self.catalogue.shop.retain_days, clock.now()
        erased = retention.work(days, now)
        traces.wipe(erased=erased)
        if self.settings.practice and not erased:
            traces.clear_mailbox(self.settings.data, now - timedelta(days=days))
        return erased

    def _sending(self) -> outbox.Sending | None:
        transport = self._transport()
        if transport is None:
            return None

        @contextmanager
        def sending() -> Iterator[Callable[[Mail], None]]:
            with transport() as carry:

                def send(row: Mail) -> None:
                    built = mail.message(row, self.templates, self.places())
                    if built:
                        carry(built)

                yield send

        return sending

    def _transport(self) -> mail.Transport | None:
        if self.settings.smtp_url:
            return mail.smtp(self.settings.smtp_url)
        return mail.mailbox(self.settings.data / "mailbox") if self.settings.practice else None
