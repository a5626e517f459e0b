"""Idempotency keys: the first answer of a POST is kept, and given again to the same request."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from webhook.practice.stripe.refusals import Refused
from webhook.practice.stripe.store import JSON, Store

KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An answer given before."""

    request_id: str
    status: int
    body: JSON


class Keys:
    """The keys seen, and those whose first request is still under way."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def claimed(self, key: str) -> Iterator[None]:
        """Hold ``key`` for one request at a time; Refused (409) while another holds it."""
        if len(key) > LONGEST_KEY:
            raise Refused(f"Idempotency keys can have up to {LONGEST_KEY} characters.")
        with self._lock:
            if key in self._running:
                message = "There is currently another in-progress request using this Idempotency Key."
                raise Refused(
                    message,
                    code="idempotency_key_in_use",
                    status=409,
                    kind="idempotency_error",
                    headers={"Stripe-Should-Retry": "true"},
                )
            self._running.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(key)

    def recall(self, key: str, sent: str, now: int) -> Kept | None:
        """The answer kept under ``key``; Refused (idempotency_error) when that request was another one."""
        rows = self._store.rows("SELECT * FROM idempotency WHERE key = ? AND created > ?", key, now - KEPT_SECONDS)
        if not rows:
            return None
        row = rows[0]
        if row["sent"] != sent:
            message = f"Keys for idempotent requests can only be used with the same parameters ('{key}' was not)."
            raise Refused(message, kind="idempotency_error")
        return Kept(request_id=row["request"], status=row["status"], body=json.loads(row["body"]))

    def keep(self, key: str, sent: str, kept: Kept, now: int) -> None:
        """Remember the answer to the request that ``sent`` describes."""
        self._store.rows(
            "INSERT OR REPLACE INTO idempotency (key, request, sent, status, body, created) VALUES (?, ?, ?, ?, ?, ?)",
            key,
            kept.request_id,
            sent,
            kept.status,
            json.dumps(kept.body),
            now,
        )
