"""One running service: its settings and everything that endpoints and workers share."""

from asyncio import Semaphore
from dataclasses import dataclass, field
from typing import Any, cast

from jinja2 import Environment

from webhook import pulse, rounds, templates
from webhook.catalogue import Catalogue, Shop
from webhook.channels import Channels
from webhook.condition.readiness import Readiness
from webhook.crew import accounts
from webhook.door import knocks
from webhook.door.answers import Spoken
from webhook.door.beside import Beside
from webhook.door.packs import Packs
from webhook.door.writer import Writer
from webhook.hooks import events
from webhook.http.guessing import Guesses
from webhook.http.live import EVERYTHING, Live
from webhook.ledger.sealing import Sealer
from webhook.letters import Places
from webhook.look import site_folders
from webhook.payments import Gateway
from webhook.pulse import Pulse
from webhook.selling import pauses
from webhook.selling.checkout import Counter
from webhook.settings import Settings
from webhook.shelf import Shelf
from webhook.usage.board import Board
from webhook.words import Words
from webhook.worker import Worker


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
    readiness: Readiness = field(default_factory=Readiness)
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
    def channels(self) -> Channels:
        """Where the shop sells now, and whose buyers it may know."""
        return Channels(partners=self.shelf.private.channels)

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
            folders = site_folders(self.settings.shop_folder)
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
            self.learn()
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
        known = self.shelf.private
        shops = known.notify
        notify = tuple(dict.fromkeys([*shops, *accounts.notified()]))
        deaf = {template: who.difference(shops) for template, who in accounts.deaf().items()}
        return Places(
            catalogue=self.catalogue,
            site=self.site_url,
            tickets=self.ticket_url,
            notify=notify,
            deaf=deaf,
            channels=Channels(partners=known.channels),
        )

    def start(self) -> None:
        """Start the workers: events, refunds, dates called off, mail and the sweeper."""
        self.live.start()
        self.pulse.start(self.live.publish)
        self.stamps.start(lambda: self.spoken)
        self.looks.start(lambda: self.spoken)
        self.workers = rounds.workers(self)
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

    def learn(self) -> None:
        """Read the words of a new build now, so that no device at the door has to wait for it."""
        self._spoken = (self.words, self.catalogue.shop)
