"""A Stripe that answers late and tells nothing: ``python -m tests.support.late_stripe PORT FOLDER MS``."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send

from webhook.practice.stripe import PracticeStripe

KEY = "sk_test_1234567890"
SECRET = "whsec_for_crowds"


def _late(app: Any, seconds: float) -> Any:
    """``app``, whose API answers only after so long, as one far away does."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if seconds and scope["type"] == "http" and scope["path"].startswith("/v1/"):
            await asyncio.sleep(seconds)
        await app(scope, receive, send)

    return answer


if __name__ == "__main__":
    at, kept, ms = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    practice = PracticeStripe(
        database=kept / "stripe.db",
        public_url=f"http://127.0.0.1:{at}",
        webhook_url="",
        webhook_secret=SECRET,
        now=lambda: datetime.now(UTC),
        account_name="crowds",
    )
    uvicorn.run(_late(practice.app, ms / 1000), host="127.0.0.1", port=at, log_level="warning", access_log=False)
