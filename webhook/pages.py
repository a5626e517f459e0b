"""The static site, for shops that serve everything from one origin."""

from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from webhook.headers import ASSET_HEADERS, page_headers
from webhook.service import Service


class StaticSite(StaticFiles):
    """The folder that ``mogiri build`` wrote, with the headers a static host would be told to send."""

    def __init__(self, folder: Path, service: Service) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._service = service

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at ``path``, or the shop's 404 page; names that start with ``_`` are for the host only."""
        response = await super().get_response("404.html" if path.startswith("_") else path, scope)
        asset = scope["path"].startswith("/assets/") and response.status_code == 200
        extra: dict[str, Any] = ASSET_HEADERS if asset else page_headers(self._service.catalogue.shop)
        response.headers.update(extra)
        if not asset:
            response.headers["Cache-Control"] = "no-cache"
        return response
