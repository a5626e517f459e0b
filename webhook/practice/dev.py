"""A whole practice shop on one origin: site, service, practice Stripe, mailbox, clock and live reload."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from webhook import clock
from webhook.app import create_app
from webhook.http.answering import endpoint
from webhook.practice import doors, faces, mailbox, workbench
from webhook.practice.clock_hand import ClockHand
from webhook.practice.reload import Reload
from webhook.practice.stripe import PracticeStripe
from webhook.practice.workbench import Workbench
from webhook.service import Service
from webhook.settings import Settings
from webhook.shelf import Shelf
from webhook.terminal import cannot_listen

SECRET_KEY = "sk_test_practice_shop"  # noqa: S105 - opens nothing but the stand-in
WEBHOOK_SECRET = "whsec_practice_shop"  # noqa: S105
STRIPE_PATH = "/_stripe"


def run(
    *, site: Path, data: Path, host: str, port: int, shop_folder: Path, now: datetime | None, reload: Reload
) -> None:
    """Serve the built ``site`` until interrupted; writes ``dev.json`` into ``data`` and prints the doors.

    Port 0 takes any free one. Ends the command with words when the address is taken.
    """
    clock.set_to(now)
    try:
        opened = doors.listen(host, port)
    except OSError as error:
        raise cannot_listen(error, host, port) from None
    with opened as listening:
        base = f"http://{doors.reachable(host)}:{listening.getsockname()[1]}"
        app = build(site=site, data=data, base=base, shop_folder=shop_folder, reload=reload)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
        uvicorn.Server(config).run(sockets=[listening])


def build(*, site: Path, data: Path, base: str, shop_folder: Path, reload: Reload) -> Starlette:
    """The practice shop at address ``base`` as one app."""
    settings = Settings(
        data=data,
        site=site,
        shop_folder=shop_folder,
        url=base,
        stripe_key=SECRET_KEY,
        stripe_base=f"{base}{STRIPE_PATH}",
        webhook_secrets=(WEBHOOK_SECRET,),
        practice=True,
    )
    data.mkdir(parents=True, exist_ok=True)
    shop = Shelf(site / "catalogue.json").catalogue.shop
    practice = PracticeStripe(
        database=data / "stripe.db",
        public_url=f"{base}{STRIPE_PATH}",
        webhook_url=f"{base}/webhooks/stripe",
        webhook_secret=WEBHOOK_SECRET,
        now=clock.now,
        account_name=shop.name[shop.languages[0]],
    )
    bench = Workbench(reload)
    alongside = functools.partial(_alongside, practice=practice, bench=bench, base=base, reload=reload)
    app = create_app(settings, more_routes=_routes(reload, practice, bench), alongside=alongside, reload=True)
    app.add_middleware(reload.naming_builds)
    return app


def _routes(reload: Reload, practice: PracticeStripe, bench: Workbench) -> list[BaseRoute]:
    def turned(moment: datetime | None) -> None:
        practice.settle()
        reload.clock_set(moment)

    hand = ClockHand(turned)
    return [
        Route("/dev", endpoint(bench.get_index)),
        Route("/dev/", endpoint(bench.get_index)),
        Route("/dev/door/{item}", endpoint(bench.get_guide)),
        Route("/dev/tickets/{item}/stranger", endpoint(faces.get_stranger)),
        Route("/dev/tickets/{item}/{state}", endpoint(faces.get_face)),
        Route("/dev/tickets/{item}/{state}/stream", faces.stream),
        Route("/dev/mails/{item}", endpoint(faces.get_mail)),
        Route("/dev/mails/{item}/all", endpoint(bench.get_mails)),
        Route("/dev/mails/{item}/{name}", endpoint(faces.get_mail)),
        Route("/dev/checkout", endpoint(workbench.post_checkout), methods=["POST"]),
        Route("/dev/clock", endpoint(hand.put), methods=["PUT"]),
        Route("/dev/clock", endpoint(hand.post), methods=["POST"]),
        Route("/dev/clock", endpoint(hand.get)),
        Route("/dev/mail", endpoint(mailbox.get_mails)),
        Route("/dev/mail/{id}", endpoint(mailbox.get_mail)),
        Route("/dev/reload", reload.stream),
        Mount(STRIPE_PATH, practice.app),
    ]


@contextlib.asynccontextmanager
async def _alongside(
    service: Service, *, practice: PracticeStripe, bench: Workbench, base: str, reload: Reload
) -> AsyncIterator[None]:
    reload.live.start()
    delivery = asyncio.create_task(practice.deliver_forever())
    opened = doors.open_doors(base)
    opened |= {"stripe_url": f"{base}{STRIPE_PATH}", "webhook_secret": WEBHOOK_SECRET}
    bench.doors = opened
    doors.publish(service.settings.data / "dev.json", opened)
    doors.show(service, opened)
    try:
        yield
    finally:
        reload.live.stop()
        delivery.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivery
        practice.close()
