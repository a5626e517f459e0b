"""Against guessing: so many wrong secrets from one network address, then it waits (token buckets, in this process).

Only wrong ones count, so that a crowd with real tickets behind one address is never asked to wait; whoever is signed in
is not either. The figures are in docs/service.md.
"""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from webhook.refusals import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MOST_KNOWN = 20_000
"""Addresses remembered at a time; those seen longest ago are forgotten first."""
_HOST_OF_6 = 64
"""Whoever has an IPv6 address has a whole network of this prefix."""


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """``burst`` wrong guesses at once, and one more every ``every`` seconds."""

    burst: int
    every: float


LINKS = Allowance(burst=60, every=10)
"""Links and door codes, of 105 bits and more."""
PINS = Allowance(burst=30, every=60)
"""PINs and the codes of shifts, which are short."""
MISSES = {
    **dict.fromkeys(("not_found", "not_found_ticket", "bad_token"), LINKS),
    **dict.fromkeys(("wrong_pin", "unknown_shift"), PINS),
}
"""Refusals that a wrong guess gets."""
_BY_LINK = ("/t/", "/d/", "/g/", "/s/", "/u/", "/api/orders/", "/api/offers/", "/api/sign-in")
"""Where these addresses begin, in small letters, a long secret is asked for."""


def asked(path: str) -> tuple[Allowance, ...]:
    """What an address of ours asks for, as far as it could be guessed."""
    path = path.lower()
    if path == "/api/staff/join":
        return (PINS,)
    if path.startswith("/t/") and path.endswith("/stamps"):
        return LINKS, PINS
    return (LINKS,) if path.startswith(_BY_LINK) else ()


class Guesses:
    """What each address may still get wrong."""

    def __init__(self) -> None:
        self._left: OrderedDict[tuple[str, Allowance], tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def check(self, address: str | None, path: str, now: datetime) -> None:
        """Refuses with ``too_many`` an address that has none left, before anything is looked up."""
        if address is None:
            return
        for allowance in asked(path):
            left = self._now(address, allowance, now)
            if left < 1:
                raise Refused("too_many", 429, retry_after=int((1 - left) * allowance.every) + 1)

    def missed(self, address: str | None, path: str, code: str, now: datetime) -> None:
        """Count a refusal, if it was of a guess."""
        allowance = MISSES.get(code)
        if address is None or allowance is None or allowance not in asked(path):
            return
        with self._lock:
            self._left[address, allowance] = max(0.0, self._now(address, allowance, now) - 1), now
            self._left.move_to_end((address, allowance))
            while len(self._left) > MOST_KNOWN:
                self._left.popitem(last=False)

    def _now(self, address: str, allowance: Allowance, now: datetime) -> float:
        left, at = self._left.get((address, allowance), (float(allowance.burst), now))
        return min(allowance.burst, left + max(0.0, (now - at).total_seconds()) / allowance.every)


@dataclass(frozen=True, kw_only=True)
class Proxies:
    """Whose ``X-Forwarded-For`` is believed: that of ``networks``, or of so many ``hops`` in front of the service."""

    networks: tuple[Network, ...] = ()
    hops: int = 0

    def trust(self, found: Address, hop: int) -> bool:
        """Whether ``found``, which is ``hop`` hops away (0 is who connects), is one of ours."""
        return hop < self.hops or any(found in network for network in self.networks)


def address_of(peer: str | None, forwarded: str, proxies: Proxies) -> str | None:
    """Who asks: the ``peer``, or whom the shop's own ``proxies`` say they asked for (``X-Forwarded-For``).

    None is nobody to count: this machine itself, or a name that is no address.
    """
    found = _address(peer or "")
    for hop, told in enumerate(reversed(forwarded.split(","))):
        if found is None or not proxies.trust(found, hop):
            break
        found = _address(told.strip()) or found
    if found is None or found.is_loopback:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _HOST_OF_6), strict=False))
    return str(found)


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
