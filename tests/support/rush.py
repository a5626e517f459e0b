"""A rush: everybody wants one of a few seats at the same moment."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.crowds import Answer, Request, Times, sent, wish
from tests.support.loops import run_apart
from tests.support.town import Town


@dataclass(frozen=True, kw_only=True)
class Rush:
    """A rush on a few seats: the accepted and the refused, and how long all of it took."""

    accepted: Times
    refused: Times
    others: Times
    seconds: float


def rush(place: Town, *, checkouts: int, seats: int, connections: int) -> Rush:
    """Everybody wants a seat at once, a few want two; meanwhile somebody looks at the stock again and again.

    Every seat is held once, none twice, and every refusal says what is left.
    """
    wanted = [2 if number % 4 == 3 and number < checkouts * 3 // 4 else 1 for number in range(checkouts)]
    started = time.perf_counter()
    answers_, looks = run_apart(_rush(place, wanted, connections))
    seconds = time.perf_counter() - started
    accepted = [answer for answer in answers_ if answer.status == 201]
    refused = [(answer, count) for answer, count in zip(answers_, wanted, strict=True) if answer.status != 201]
    for answer, count in refused:
        error = answer.json()["error"]
        assert answer.status == 409, answer
        assert error["code"] == ("few_left" if error["remaining"] else "sold_out"), error
        assert error["remaining"] < count, error
    held = sum(count for answer, count in zip(answers_, wanted, strict=True) if answer.status == 201)
    assert held == seats, f"{held} seats were promised of {seats}"
    assert place.rows("SELECT held, sold FROM stock WHERE session = 'fri' AND ticket = ''") == [(seats, 0)]
    assert place.rows("SELECT COUNT(*), SUM(quantity) FROM order_line") == [(len(accepted), seats)]
    assert place.rows("SELECT COUNT(DISTINCT session_id) FROM payment") == [(len(accepted),)], "one session each"
    assert place.get("/api/stock")["items"]["hall"]["sessions"]["fri"]["remaining"] == 0
    assert {look.status for look in looks} == {200}
    return Rush(
        accepted=Times.of(accepted), refused=Times.of([each for each, _ in refused]), others=Times.of(looks),
        seconds=seconds,
    )  # fmt: skip


async def _rush(place: Town, wanted: Sequence[int], connections: int) -> tuple[list[Answer], list[Answer]]:
    requests = [wish(number, quantity=count) for number, count in enumerate(wanted)]
    buying = asyncio.create_task(sent(place.url, requests, connections))
    looks: list[Answer] = []
    while not buying.done():
        looks += await sent(place.url, [Request(path="/api/stock", method="GET")], 1)
        await asyncio.sleep(0.05)
    return await buying, looks
