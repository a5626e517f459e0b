"""A whole practice shop on one origin: site, service, practice Stripe, mailbox, clock and live reload."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from webhook import clock
from webhook.answering import NO_STORE, Call, endpoint
from webhook.app import create_app
from webhook.practice import doors, mailbox
from webhook.practice.reload import Reload
from webhook.practice.stripe import PracticeStripe
from webhook.reading import Fields
from webhook.refusals import Refused
from webhook.service import Service
from webhook.settings import Settings
from webhook.shelf import Shelf

SECRET_KEY = "sk_test_practice_shop"  # noqa: S105 - opens nothing but the stand-in
WEBHOOK_SECRET = "whsec_practice_shop"  # noqa: S105
STRIPE_PATH = "/_stripe"


def run(
    *, site: Path, data: Path, host: str, port: int, shop_folder: Path, now: datetime | None, reload: Reload
) -> None:
    """Serve the built ``site`` until interrupted; writes ``dev.json`` into ``data`` and prints the doors.

    Port 0 takes any free one. Raises OSError when the address is taken.
    """
    clock.set_to(now)
    with doors.listen(host, port) as listening:
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
    alongside = functools.partial(_alongside, practice=practice, reload=reload, base=base)
    return create_app(settings, more_routes=_routes(reload, practice), alongside=alongside, reload=True)


def get_clock(call: Call) -> Response:
    """``GET /dev/clock``: what time the shop thinks it is."""
    return JSONResponse({"now": clock.now().isoformat(), "set": clock.is_set()}, headers=NO_STORE)


def _routes(reload: Reload, practice: PracticeStripe) -> list[BaseRoute]:
    def put_clock(call: Call) -> Response:
        moment = _moment(call.fields())
        clock.set_to(moment)
        practice.settle()
        reload.clock_set(moment)
        call.service.live.publish("usage")
        return get_clock(call)

    return [
        Route("/dev/clock", endpoint(put_clock), methods=["PUT"]),
        Route("/dev/clock", endpoint(get_clock)),
        Route("/dev/mail", endpoint(mailbox.get_mails)),
        Route("/dev/mail/{id}", endpoint(mailbox.get_mail)),
        Route("/dev/reload", reload.stream),
        Mount(STRIPE_PATH, practice.app),
    ]


def _moment(fields: Fields) -> datetime | None:
    if not fields.has("now"):
        return None
    try:
        moment = datetime.fromisoformat(fields.text("now"))
    except ValueError as error:
        raise Refused("bad_value", 422, field="now") from error
    if moment.tzinfo is None:
        raise Refused("bad_value", 422, field="now")
    return moment


@contextlib.asynccontextmanager
async def _alongside(service: Service, *, practice: PracticeStripe, reload: Reload, base: str) -> AsyncIterator[None]:
    reload.live.start()
    delivery = asyncio.create_task(practice.deliver_forever())
    opened = doors.open_doors(base)
    opened |= {"stripe_url": f"{base}{STRIPE_PATH}", "webhook_secret": WEBHOOK_SECRET}
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
