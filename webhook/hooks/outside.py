"""Requests to addresses that somebody typed: only by https to public machines, so that none reaches into our network.

The name is resolved once and the connection goes to that very address, which a name that changes cannot get round.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

TIMEOUT = 10  # seconds
_READ = 1024
"""Bytes read of an answer: nobody wants to know more."""
_TUNNELS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""Addresses that lead to others."""


class Unreachable(Exception):  # noqa: N818 - what the log says
    """The request could not be made, or may not be."""


def allowed(url: str, *, anywhere: bool) -> bool:
    """Whether that can be an address to send to, as far as it shows; ``anywhere`` in development."""
    try:
        parts = urlsplit(url)
        well_formed = bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port beyond all ports
        return False
    if anywhere:
        return parts.scheme in ("http", "https") and well_formed
    plain = parts.scheme == "https" and well_formed and parts.username is None
    try:
        return plain and _public(ipaddress.ip_address(parts.hostname or ""))
    except ValueError:
        return plain and "." in (parts.hostname or "") and not (parts.hostname or "").endswith((".local", ".internal"))


def post(url: str, body: bytes, headers: dict[str, str], *, anywhere: bool) -> int:
    """The status of the answer; redirections are not followed. Raises Unreachable."""
    if not allowed(url, anywhere=anywhere):
        raise Unreachable("not an address that may be sent to")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        opened = socket.create_connection((_resolved(host, port, anywhere), port), TIMEOUT)
        connection.sock = opened
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read(_READ)
        return answer.status
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: a name or path that cannot be sent
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()


def _resolved(host: str, port: int, anywhere: bool) -> str:
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not anywhere and not all(_public(ipaddress.ip_address(each)) for each in found):
        raise Unreachable("the name leads into a private network")
    return found[0]


def _public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return _public(address.ipv4_mapped)
        if address.sixtofour or address.teredo or any(address in tunnel for tunnel in _TUNNELS):
            return False
    return address.is_global and not address.is_multicast
