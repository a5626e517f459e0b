"""The shop as it is published: its catalogue and its stock, asked over the network, and what is taken of each thing."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webhook import catalogue
from webhook.catalogue import Catalogue, CatalogueError, Item, Session

SECONDS = 5.0
"""The longest wait for an answer."""

MOST_BYTES = 50_000_000


class Unreachable(Exception):  # noqa: N818
    """The published shop gave no answer that can be read; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Units sold or held by somebody who is paying: between ``least`` and ``most``; None is not known."""

    least: int = 0
    most: int | None = 0


@dataclass(frozen=True, kw_only=True)
class Published:
    """The shop as it is: its catalogue, and ``items`` of its ``/api/stock``."""

    catalogue: Catalogue
    stock: Mapping[str, Any]

    def taken(self, item: Item, session: Session | None = None, ticket: str | None = None) -> Taken:
        """What is taken of an item without dates, of a session, or of one ticket type there.

        The feed tells what can still be had, so a ticket type that its session leaves no room for is only bounded.
        """
        feed = _part(self.stock, item.id)
        if session is None:
            return _taken(item.stock, feed.get("remaining"))
        dated = _part(_part(feed, "sessions"), session.id)
        whole = _taken(session.stock, dated.get("remaining"))
        kind = item.ticket(ticket)
        if kind is None or len(item.tickets) == 1:
            return whole
        remaining = _part(_part(dated, "tickets"), kind.id).get("remaining")
        own = _taken(kind.stock, remaining)
        if own.most is None or (session.stock is not None and remaining == dated.get("remaining")):
            bounds = [each for each in (whole.most, own.most) if each is not None]
            return Taken(most=min(bounds, default=None))
        return own

    def taken_of(self, item: Item) -> Taken:
        """What is taken of an item on all its dates."""
        parts = [self.taken(item, session) for session in item.sessions] or [self.taken(item)]
        known = [part.most for part in parts if part.most is not None]
        return Taken(least=sum(part.least for part in parts), most=sum(known) if len(known) == len(parts) else None)


def ask(site: str, service: str) -> Published:
    """The catalogue and stock as they are published at these addresses; raises Unreachable."""
    text = _fetched(f"{site}/catalogue.json")
    try:
        stock = json.loads(_fetched(f"{service}/api/stock"))["items"]
        if not isinstance(stock, dict):
            raise Unreachable("/api/stock: no items")
        return Published(catalogue=catalogue.read(text), stock=stock)
    except (CatalogueError, ValueError, KeyError, TypeError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error


def _fetched(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        raise Unreachable("url: https://…")
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - http and https only, see above
            return str(answer.read(MOST_BYTES).decode("utf-8"))
    except urllib.error.HTTPError as error:
        error.close()
        raise Unreachable(f"HTTP {error.code}") from error
    except urllib.error.URLError as error:
        raise Unreachable(str(error.reason)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(str(error) or type(error).__name__) from error


def _part(feed: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A block of the feed; empty when it is not there or not a block."""
    part = feed.get(name)
    return part if isinstance(part, dict) else {}


def _taken(capacity: int | None, remaining: object) -> Taken:
    if capacity is None or not isinstance(remaining, int):
        return Taken(most=None)
    count = max(0, capacity - remaining)
    return Taken(least=count, most=count)
