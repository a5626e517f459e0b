"""The static site, for shops that serve everything from one origin."""

from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from webhook.headers import ASSET_HEADERS, page_headers
from webhook.service import Service

AT_ONCE = 1024 * 1024
"""Bytes of a file that is read in one go; pages, styles and scripts are smaller, and so are most pictures."""


class StaticSite(StaticFiles):
    """The folder that ``mogiri build`` wrote, with the headers a static host would be told to send."""

    def __init__(self, folder: Path, service: Service) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._service = service

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at ``path``, or the shop's 404 page in the language of the path; names with ``_`` are the host's."""
        response = await self._found("404.html" if path.startswith("_") else path, scope)
        if response.status_code == 404 and path.partition("/")[0] in self._service.catalogue.shop.languages[1:]:
            response = await self._found(f"{path.partition('/')[0]}/404.html", scope)
            response.status_code = 404
        asset = scope["path"].startswith("/assets/") and response.status_code == 200
        extra: dict[str, Any] = ASSET_HEADERS if asset else page_headers(self._service.catalogue.shop)
        response.headers.update(extra)
        if not asset:
            response.headers["Cache-Control"] = "no-cache"
        return response

    async def _found(self, path: str, scope: Scope) -> Response:
        """What lies at ``path``, whole: a build may put another file in its place after its size was read."""
        while True:
            response = await super().get_response(path, scope)
            if not isinstance(response, FileResponse) or int(response.headers["content-length"]) > AT_ONCE:
                return response
            if any(name == b"range" for name, _ in scope["headers"]):
                return response
            try:
                body = await run_in_threadpool(Path(response.path).read_bytes)
            except FileNotFoundError:  # no longer part of the site
                continue
            if str(len(body)) == response.headers["content-length"]:
                return Response(body, response.status_code, response.headers)
