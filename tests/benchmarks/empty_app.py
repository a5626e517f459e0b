"""The floor of starting: an app that does nothing, under the same server. Run with the port as its argument."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


async def healthy(_: Request) -> Response:
    """Always 200."""
    return PlainTextResponse("ok")


if __name__ == "__main__":
    uvicorn.run(Starlette(routes=[Route("/healthz", healthy)]), port=int(sys.argv[1]))
