"""Secrets of the shop's own, each made at its first use and kept in the database."""

from webhook import codes
from webhook.models import Keyring


def secret(name: str) -> bytes:
    """The secret of that name; later looks only read."""
    known = Keyring.get_or_none(Keyring.name == name)
    if known is None:
        Keyring.insert(name=name, value=codes.secret()).on_conflict_ignore().execute()
        known = Keyring.get(Keyring.name == name)
    return str(known.value).encode()
