"""The service as one ASGI app: its routes, its middleware, and what lives as long as it does."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount

from webhook import database, private
from webhook.http import refusing
from webhook.http.pages import StaticSite
from webhook.http.swift import SwiftStarlette
from webhook.payments import Gateway
from webhook.routes import ROUTES
from webhook.service import Service
from webhook.settings import Settings
from webhook.shelf import Shelf

Alongside = Callable[[Service], AbstractAsyncContextManager[None]]


def create_app(
    settings: Settings,
    *,
    more_routes: Sequence[BaseRoute] = (),
    alongside: Alongside | None = None,
    reload: bool = False,
) -> Starlette:
    """The service for ``settings``.

    Development adds its own: ``more_routes`` in front of the static site, and what runs ``alongside`` the service;
    ``reload`` makes pages listen for new builds.

    Raises CatalogueError or OSError when there is no built site to sell from.
    """
    service = Service(
        settings=settings,
        shelf=Shelf(settings.site / "catalogue.json", settings.shop_folder / private.PLACE),
        gateway=Gateway(settings),
        reload=reload,
    )
    app = SwiftStarlette(
        routes=[*ROUTES, *more_routes, *_site(settings, service)],
        middleware=_middleware(service),
        exception_handlers=refusing.HANDLERS,
        lifespan=partial(_lifespan, alongside=alongside or _nothing),
    )
    app.state.service = service
    return app


@asynccontextmanager
async def _nothing(_: Service) -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def _lifespan(app: Starlette, alongside: Alongside) -> AsyncIterator[None]:
    service: Service = app.state.service
    opened = database.connect(service.settings.database)
    service.start()
    try:
        async with alongside(service):
            yield
    finally:
        service.stop()
        opened.close_all()


def _site(settings: Settings, service: Service) -> list[BaseRoute]:
    site = GZipMiddleware(StaticSite(settings.site, service), compresslevel=6)  # as other static hosts do
    return [Mount("/", site)] if settings.serve_site else []


def _middleware(service: Service) -> list[Middleware]:
    """When the service has an origin of its own, the shop's pages may talk to it."""
    public = service.catalogue.shop
    if not (public.service and public.url):
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=["{0.scheme}://{0.netloc}".format(urlsplit(public.url))],
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Content-Type"],
            allow_credentials=True,
        )
    ]
