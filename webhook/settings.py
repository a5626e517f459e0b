"""What the owner of a running service sets: read once from the environment and passed on, never imported."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from webhook.http.guessing import Proxies


class SettingsError(ValueError):
    """A setting makes no sense; ``code`` and ``values`` say which one, and what to write (``terminal.toml``)."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code}: {values}")
        self.code, self.values = code, values


_SHAPES = {
    "MOGIRI_URL": r"https?://[^/\s?#]+/?",
    "DATABASE_URL": r"(?:sqlite:///|postgres(?:ql)?://).+",
    "SMTP_URL": r"smtps?://(?:[^/\s]*@)?[^/@\s]+/?",
    "STRIPE_SECRET_KEY": r"(?!pk_|whsec_|we_)\S+",
}
"""How each is written. Whether a key is good, Stripe knows; what begins like these is another thing of Stripe's."""

_SIGNING = r"(?![sprk]{2}_|we_)\S+"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Addresses, keys and folders of one service.

    ``data`` is the folder of the database and the practice mailbox; ``site`` is what ``mogiri build`` wrote;
    ``url`` overrides the shop's public address (no slash at its end). A practice shop takes no real money and keeps
    its mail in a mailbox. Otherwise, without ``smtp_url``, mail waits in the outbox. ``proxies`` are
    believed when they say for whom they ask.
    """

    data: Path
    site: Path
    shop_folder: Path = field(default_factory=Path.cwd)
    database_url: str = ""
    url: str = ""
    stripe_key: str = ""
    stripe_base: str = ""
    webhook_secrets: tuple[str, ...] = ()
    smtp_url: str = ""
    proxies: Proxies = field(default_factory=Proxies)
    practice: bool = False
    serve_site: bool = True

    @property
    def database(self) -> str:
        """Address of the database; SQLite in the data folder unless another is set. Practice has a file of its own."""
        name = "practice.db" if self.practice else "mogiri.db"
        return self.database_url or f"sqlite:///{self.data / name}"

    @property
    def live(self) -> bool:
        """Whether Stripe's key is one for real money."""
        return "_live_" in self.stripe_key


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    They are ``MOGIRI_DATA``, ``MOGIRI_SITE``, ``MOGIRI_URL``, ``DATABASE_URL``, ``STRIPE_SECRET_KEY``,
    ``STRIPE_API_BASE``, ``STRIPE_WEBHOOK_SECRET`` (several, comma-separated, while rotating), ``SMTP_URL`` and
    ``MOGIRI_PROXIES`` (addresses or networks, comma-separated, or how many there are). Raises SettingsError.
    """
    for name, shape in _SHAPES.items():
        if environ.get(name) and not re.fullmatch(shape, environ[name]):
            raise SettingsError(name.lower(), value=_shown(name, environ[name]))
    secrets = [part.strip() for part in environ.get("STRIPE_WEBHOOK_SECRET", "").split(",")]
    if not all(re.fullmatch(_SIGNING, secret) for secret in secrets if secret):
        raise SettingsError("stripe_webhook_secret")
    return Settings(
        data=Path(environ.get("MOGIRI_DATA", ".mogiri")).resolve(),
        site=Path(environ.get("MOGIRI_SITE", "_site")).resolve(),
        database_url=environ.get("DATABASE_URL", ""),
        url=environ.get("MOGIRI_URL", "").rstrip("/"),
        stripe_key=environ.get("STRIPE_SECRET_KEY", ""),
        stripe_base=environ.get("STRIPE_API_BASE", ""),
        webhook_secrets=tuple(secret for secret in secrets if secret),
        smtp_url=environ.get("SMTP_URL", ""),
        proxies=_proxies(environ.get("MOGIRI_PROXIES", "").strip()),
    )


def _proxies(written: str) -> Proxies:
    if written.isdecimal() and len(written) == 1:
        return Proxies(hops=int(written))
    parts = [part.strip() for part in written.split(",")]
    try:
        return Proxies(networks=tuple(ip_network(part, strict=False) for part in parts if part))
    except ValueError as error:
        raise SettingsError("mogiri_proxies", value=written) from error


def _shown(name: str, value: str) -> str:
    """The value as it may stand in a log: of secrets the beginning, of addresses no password."""
    return value[:3] + "…" if name == "STRIPE_SECRET_KEY" else re.sub(r"(?<=:)[^:/@]+(?=@)", "…", value)
