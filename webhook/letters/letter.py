"""A mail before it is written: what it was posted with, and where things are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webhook.catalogue import Catalogue
from webhook.channels import Channels
from webhook.models import Order

Facts = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where things are: the shop's pages at ``site``, tickets at ``tickets``; ``notify`` hears for the shop.

    ``deaf`` are those of them who do not want a template. ``channels`` say whose buyers the shop may be told of.
    """

    catalogue: Catalogue
    site: str
    tickets: str
    notify: tuple[str, ...] = ()
    deaf: Mapping[str, frozenset[str]] = field(default_factory=dict)
    channels: Channels = field(default_factory=Channels)

    def told(self, template: str) -> tuple[str, ...]:
        """Who of the shop hears of that."""
        return tuple(address for address in self.notify if address not in self.deaf.get(template, ()))

    def page(self, path: str, language: str) -> str:
        """The address of a page of the shop."""
        return self.site + self.catalogue.shop.path(path, language)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a mail was posted with: its values, and the order they name."""

    values: Facts
    found: Order | None
    places: Places

    @property
    def order(self) -> Order:
        """The order; LookupError when the mail was posted without one."""
        if self.found is None:
            raise LookupError("the mail names no order")
        return self.found
