"""The practice Stripe alone: ``python -m webhook.practice.stripe --port 4242 --database practice.sqlite``."""

import argparse
import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from webhook.practice.stripe.app import PracticeStripe


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    options = _options(arguments)
    practice = PracticeStripe(
        database=options.database,
        public_url=options.public_url or f"http://{options.host}:{options.port}",
        webhook_url=options.webhook_url,
        webhook_secret=options.webhook_secret,
        now=lambda: datetime.now(UTC),
        account_name=options.name,
    )
    uvicorn.run(standalone(practice), host=options.host, port=options.port, log_level="info")


def standalone(practice: PracticeStripe) -> Starlette:
    """The app together with its deliveries, for a server that runs nothing else."""

    @contextlib.asynccontextmanager
    async def deliver(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(practice.deliver_forever())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return Starlette(routes=[Mount("/", practice.app)], lifespan=deliver)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m webhook.practice.stripe", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4242)
    parser.add_argument("--database", type=Path, default=Path("practice-stripe.sqlite"))
    parser.add_argument("--webhook-url", default="", help="where events are sent; nowhere when left out")
    parser.add_argument("--webhook-secret", default="whsec_practice")
    parser.add_argument("--public-url", default="", help="address under which the app is reached")
    parser.add_argument("--name", default="Practice shop", help="the seller's name on the page")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
