"""Switches that make the practice Stripe misbehave the way the real one can. All are off until a test turns them."""

import dataclasses
import threading
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Switches:
    """What goes wrong from now on. Those of deliveries take hold of events that happen after they were turned."""

    duplicate: bool = False
    """Every event is delivered twice."""
    reorder: bool = False
    """Events of one act arrive in another order than they happened."""
    delay: float = 0.0
    """Seconds between an event and its first delivery, so that the buyer is back at the shop before it."""
    drop: bool = False
    """No event is delivered; they are listed as pending."""
    two_secrets: bool = False
    """Deliveries carry a second signature, by a secret that is being rotated out."""
    wrong_secret: bool = False
    """Deliveries are signed with a secret that nobody knows."""
    old_api_version: bool = False
    """The webhook endpoint, and so its deliveries, are of an API version of long ago."""
    livemode: bool = False
    """Deliveries say that they are about real money."""
    foreign_session: bool = False
    """With every session paid on the page, another shop of the same account sells one too."""
    kill_after_commit: bool = False
    """The connection is cut instead of answering a POST that was done; its retry with the same key is answered."""
    fail_once: bool = False
    """The next request to the API is answered with 500, undone; then the switch is off again."""
    rate_limited: int = 0
    """So many of the next requests to the API are answered with 429, undone; counts down to 0."""
    down: bool = False
    """Every request to the API is answered with 503, undone."""
    without_konbini: bool = False
    """The account may not offer convenience stores, as before Stripe's review of it."""


class Board:
    """The switches as they stand; safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = Switches()

    def turn(self, wanted: dict[str, Any]) -> Switches:
        """Turn the switches called by name and leave the others; ValueError for a name or value that is none."""
        kinds = {field.name: type(field.default) for field in dataclasses.fields(Switches)}
        for name, value in wanted.items():
            if name not in kinds:
                raise ValueError(f"There is no switch called {name[:40]}.")
            if not _fits(value, kinds[name]):
                raise ValueError(f"{name} cannot be {value!r:.40}.")
        with self._lock:
            self.now = dataclasses.replace(self.now, **wanted)
            return self.now

    def take_failure(self) -> bool:
        """Whether this request has to fail; turns ``fail_once`` off."""
        with self._lock:
            due = self.now.fail_once
            if due:
                self.now = dataclasses.replace(self.now, fail_once=False)
            return due

    def take_limit(self) -> bool:
        """Whether this request is one too many; counts ``rate_limited`` down."""
        with self._lock:
            due = self.now.rate_limited > 0
            if due:
                self.now = dataclasses.replace(self.now, rate_limited=self.now.rate_limited - 1)
            return due


def _fits(value: Any, kind: type) -> bool:
    if kind is bool or isinstance(value, bool):
        return kind is type(value)
    return isinstance(value, int | float) and value >= 0 and (kind is not int or isinstance(value, int))
