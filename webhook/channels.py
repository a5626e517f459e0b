"""Where the shop sells what (A17), and whose buyers it may therefore know by name and address and write to (A20).

Who bought from the shop itself is the shop's. A partner's buyers are the partner's to contact, unless ``shop.md`` says
of the partner ``shares_contact: yes``. It counts for past orders, too, and from the next build on: a partner who takes
it back has taken back everything. Everybody who shows, mails or passes on a buyer asks here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from webhook.catalogue import Item
from webhook.private import Channel

OWN = ("own", "door", "direct")
"""What every shop has: its own page, its door, and what its owner issues."""


def online(channel: str) -> str:
    """The channel of who asks over the network: whatever the shop itself sells there, it sells on its own page."""
    return "own" if channel in OWN else channel


def waited(item: Item) -> str:
    """The channel in which the waiting list waits: the shop's own, or the first partner's where only partners sell."""
    if not item.channels or "own" in item.channels:
        return "own"
    return next((each for each in item.channels if each not in OWN), "own")


@dataclass(frozen=True, kw_only=True)
class Channels:
    """The channels of a shop: its ``OWN``, and ``partners`` by their id."""

    partners: Mapping[str, Channel] = field(default_factory=dict)

    @cached_property
    def known(self) -> frozenset[str]:
        """Those whose buyers the shop knows; all others only have what was bought and their number."""
        return frozenset(OWN).union(name for name, partner in self.partners.items() if partner.shares_contact)

    def knows(self, channel: str) -> bool:
        """Whether the buyers of a channel are shown, written to and passed on as the shop's own."""
        return channel in self.known

    def sell(self, item: Item, channel: str) -> bool:
        """Whether an item is sold there: as its file says, and everywhere when it says nothing."""
        return channel in (item.channels or (*OWN, *self.partners))

    def only(self, item: Item, partner: str) -> bool:
        """Whether a partner sells an item that the shop's own page does not."""
        return partner in self.partners and self.sell(item, partner) and not self.sell(item, "own")

    def seller(self, item: Item, channel: str) -> str:
        """Who sells an item to somebody who came through ``channel``: that, or else the shop itself."""
        return channel if self.sell(item, channel) else "own"

    def switches(self, item: Item) -> tuple[str, ...]:
        """Where the sale of an item can be stopped: at the shop's own page, at the door, and at each partner."""
        partners = (each for each in (item.channels or self.partners) if each not in OWN)
        return tuple(each for each in ("own", "door", *partners) if self.sell(item, each))

    def partner(self, channel: str) -> Channel | None:
        """The partner behind a channel; None for the shop itself.

        One that ``shop.md`` no longer has goes by its id, and shares nothing.
        """
        return None if channel in OWN else self.partners.get(channel) or Channel(name=channel)
