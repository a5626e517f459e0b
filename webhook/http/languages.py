"""Which language an answer is in: what the address asks for, else what the browser likes, else the shop's first."""

import functools
from collections.abc import Sequence

from starlette.requests import Request


def language_among(request: Request, offered: Sequence[str]) -> str:
    """The language of an answer, of those that are offered."""
    wished = request.query_params.get("lang", "") if request.scope["query_string"] else ""
    return _best(wished, request.headers.get("accept-language", ""), tuple(offered))


@functools.lru_cache(1024)
def _best(wished: str, accepted: str, offered: tuple[str, ...]) -> str:
    asked = [wished, *(part.split(";")[0].strip() for part in accepted.split(","))]
    return next((code.split("-")[0] for code in asked if code.split("-")[0] in offered), offered[0])
