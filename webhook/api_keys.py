"""Keys that programs read with: shown once, stored as a hash, each for certain things, and never able to change any."""

from datetime import datetime, timedelta
from typing import Any

from webhook import codes
from webhook.models import ApiKey
from webhook.refusals import Refused

SCOPES = ("usage", "uses", "recipients", "orders", "customers", "statement", "ledger", "metrics")
_PREFIX = "mgr_"
NOTED = timedelta(minutes=5)
"""How exactly the last use is kept."""


def make(name: str, scopes: list[str], now: datetime) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody sees again; refuses with ``unknown_scope``."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise Refused("unknown_scope", 422, field="scopes", scope=(unknown or [""])[0])
    text = _PREFIX + codes.secret() + codes.secret()
    row = {"name": name, "key_hash": codes.digest(text), "scopes": scopes, "created_at": now}
    return ApiKey.create(number=codes.spoken("K"), **row), text


def check(text: str, scope: str, now: datetime) -> None:
    """Refuses with ``bad_key`` what is no key, and ``forbidden`` one that is for other things."""
    found: ApiKey | None = ApiKey.get_or_none(ApiKey.key_hash == codes.digest(text))
    if found is None or found.stopped_at:
        raise Refused("bad_key", 401)
    if scope not in found.scopes:
        raise Refused("forbidden", 403)
    if found.last_used_at is None or now - found.last_used_at > NOTED:
        ApiKey.update(last_used_at=now).where(ApiKey.id == found.id).execute()


def stop(number: str, now: datetime) -> None:
    """It opens nothing any more; refuses with ``not_found``."""
    if not ApiKey.update(stopped_at=now).where(ApiKey.number == number, ApiKey.stopped_at.is_null()).execute():
        raise Refused("not_found", 404)


def shown(key: ApiKey) -> dict[str, Any]:
    """A key without its text."""
    return {
        "id": key.number,
        "name": key.name,
        "scopes": key.scopes,
        "created_at": key.created_at.isoformat(),
        "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
        "stopped_at": key.stopped_at.isoformat() if key.stopped_at else None,
    }
