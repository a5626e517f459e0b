"""A shop whose process is killed while it works, and what has to be true when another has taken over."""

import contextlib
import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.support.crowds import address, crowd, press, wish
from tests.support.dying import live_and_die
from tests.support.goods import stocked
from tests.support.late_stripe import KEY
from tests.support.post_office import PostOffice
from tests.support.servers import free_port
from tests.support.town import answers, hall, rows
from tests.support.waiting import until
from tests.webhook.conftest import WEBHOOK_SECRET, practice_stripe
from webhook import clock
from webhook import database as databases
from webhook.crew import accounts
from webhook.practice.stripe import Switches

PRICE = 3500
PATIENCE = 60
FORKS = multiprocessing.get_context("forkserver")
"""Each process begins where everything is imported and nothing has been done, which is most of a start."""
FORKS.set_forkserver_preload(["tests.support.dying"])


@dataclass(frozen=True, kw_only=True)
class Death:
    """At which point of ``dying`` a process ends, and at the how manieth time that it comes there."""

    point: str
    count: int = 1


@contextlib.contextmanager
def process(
    port: int, environment: dict[str, str], death: Death | None = None, *, at_once: bool = False
) -> Iterator[ForkServerProcess]:
    """The service in a process of its own, ready to be asked; one that is to die at once may do so any moment."""
    doom = {"point": death.point if death else "", "count": death.count if death else 0, "at_once": at_once}
    running = FORKS.Process(target=live_and_die, args=(port, environment), kwargs=doom)
    running.start()
    try:
        until(lambda: not running.is_alive() or answers(port), "the service to start", 30)
        assert at_once or running.is_alive(), "the service ended while starting"
        yield running
    finally:
        running.kill()
        running.join()


def end_of(running: ForkServerProcess, seconds: float) -> int | None:
    """How the process ended, once it has."""
    running.join(seconds)
    return running.exitcode


def environment(folder: Path, url: str, database: str, stripe: str, office: PostOffice) -> dict[str, str]:
    """What such a process is told."""
    return {
        "MOGIRI_DATA": str(folder),
        "MOGIRI_SITE": str(folder / "site"),
        "MOGIRI_URL": url,
        "DATABASE_URL": database,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_API_BASE": stripe,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SMTP_URL": office.url,
    }


def called_off(
    folder: Path, database: str, office: PostOffice, *, orders: int, deaths: Sequence[Death], deaf: bool = False
) -> int:
    """Sell an evening to many, call it off, and die at each of ``deaths`` in turn; another process takes over.

    If they are ``deaf``, no event tells what Stripe has done for a process that died: the next has to ask again.
    Afterwards all is as if nothing had happened. Returns how many mails arrived as copies, with a Message-ID that was
    there before: at most one for each death, for a process that dies between a mail server's "250 OK" and its own
    note of it cannot know.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    stocked(folder / "site", (hall(orders * 2),))
    token = _owner(database)
    with practice_stripe(folder, f"{url}/webhooks/stripe") as (books, stripe):
        told = environment(folder, url, database, stripe, office)
        first, *others = [*deaths, None]
        with process(port, told, first) as running, httpx2.Client(base_url=url) as owner:
            _sold(url, database, orders)
            assert owner.post("/api/sign-in", json={"token": token}).status_code == 200
            books.switches = Switches(drop=deaf)
            with contextlib.suppress(httpx2.TransportError):  # it may die before it has answered
                begun = owner.post("/api/sessions/hall/fri/cancel", json={"reason": "weather", "confirm": "大公演"})
                assert begun.status_code == 202, begun.text
            _ended(running, first, owner, database)
        for death in others:
            with (
                process(port, told | ({"DEAF": "1"} if deaf else {}), death, at_once=True) as running,
                httpx2.Client(base_url=url) as again,
            ):
                again.cookies.update(owner.cookies)
                _ended(running, death, again, database)
        _check_shop(database, orders)
        _check_stripe(stripe, orders)
    copies = _check_mails(office, orders)
    assert copies <= len(deaths)
    return copies


def _owner(database: str) -> str:
    """The token of a link that signs the owner in."""
    opened = databases.connect(database)
    with databases.database.connection_context():
        token = accounts.link(accounts.add("1", "店主", "owner", now=clock.now()), clock.now())
    opened.close_all()
    return token


def _sold(url: str, database: str, orders: int) -> None:
    """Paid orders for Friday, every third for Saturday as well, every second of two seats; and one not paid yet."""
    wishes = [wish(each, *_evenings(each), quantity=_seats(each)) for each in range(orders + 1)]
    placed = crowd(url, wishes, 4)
    assert {answer.status for answer in placed} == {201}, placed
    pages = [answer.json()["url"] for answer in placed[:orders]]
    stripe = "{0.scheme}://{0.netloc}".format(urlsplit(pages[0]))
    assert {answer.status for answer in crowd(stripe, [press(page, outcome="paid") for page in pages], 4)} == {303}
    paid = "SELECT COUNT(*) FROM orders WHERE status = 'paid'"
    until(lambda: rows(database, paid) == [(orders,)] and _quiet(database), "the orders to be paid", PATIENCE + orders)


def _evenings(number: int) -> tuple[str, ...]:
    return ("fri", "sat") if number % 3 == 0 else ("fri",)


def _seats(number: int) -> int:
    return 1 + number % 2


def _ended(running: ForkServerProcess, death: Death | None, owner: httpx2.Client, database: str) -> None:
    """The process dies as it was told to, or lives to see all of it done."""
    if death:
        assert end_of(running, PATIENCE) == -9, "the process was to die at its point"
        return

    def done() -> bool:
        jobs = owner.get("/api/cancellations").json()["cancellations"]
        return [job["state"] for job in jobs] == ["done"] and _quiet(database)

    until(done, "the cancellation to be done", PATIENCE)


def _quiet(database: str) -> bool:
    """No event, refund or mail waits; the digest of a rush leaves minutes later."""
    return not rows(
        database,
        "SELECT 1 FROM stripe_event WHERE due_at IS NOT NULL UNION ALL"
        " SELECT 1 FROM refund WHERE due_at IS NOT NULL UNION ALL"
        " SELECT 1 FROM mail WHERE due_at IS NOT NULL AND template <> 'notice-digest'",
    )


def _check_shop(database: str, orders: int) -> None:
    both = [each for each in range(orders) if len(_evenings(each)) == 2]
    saturday = sum(_seats(each) for each in both)
    statuses = {"refunded": orders - len(both), "part_refunded": len(both), "cancelled": 1}
    assert dict(rows(database, "SELECT status, COUNT(*) FROM orders GROUP BY status")) == statuses
    ended = "SELECT session, cancelled_by, COUNT(*) FROM ticket GROUP BY session, cancelled_by ORDER BY session"
    assert rows(database, ended) == [("fri", "shop", orders), ("sat", "", len(both))]
    stock = "SELECT session, ticket, held, sold FROM stock ORDER BY session, ticket"
    evenings = [("fri", "", 0, 0), ("fri", "seat", 0, 0), ("sat", "", 0, saturday), ("sat", "seat", 0, saturday)]
    counted = [(session, ticket, held, sold) for session, ticket, held, sold in rows(database, stock)]
    if orders % 3 == 0:  # the unpaid order held seats of Saturday, too, and gave them back
        assert counted == evenings
    made = "SELECT state, COUNT(*), COUNT(DISTINCT ticket_id), SUM(amount) FROM refund GROUP BY state"
    assert rows(database, made) == [("succeeded", orders, orders, _friday(orders))]


def _check_stripe(stripe: str, orders: int) -> None:
    """Stripe's own books: each charge given back once, by what Friday cost."""
    refunds = _listed(stripe, "/v1/refunds")
    assert len({refund["metadata"]["refund"] for refund in refunds}) == len(refunds) == orders
    assert Counter(refund["payment_intent"] for refund in refunds).most_common(1)[0][1] == 1
    assert {refund["status"] for refund in refunds} == {"succeeded"}
    charges = _listed(stripe, "/v1/charges")
    assert len(charges) == orders
    assert sum(charge["amount_refunded"] for charge in charges) == _friday(orders)


def _friday(orders: int) -> int:
    return PRICE * sum(_seats(each) for each in range(orders))


def _check_mails(office: PostOffice, orders: int) -> int:
    """Each fan has got the tickets and the bad news, once."""
    mails = [mail for mail in office.mails if mail["To"].startswith("fan")]
    different = {mail["Message-ID"]: (mail["To"], mail["Message-ID"].split(".")[0]) for mail in mails}
    wanted = {(address(each), kind) for each in range(orders) for kind in ("<tickets", "<called-off")}
    wrong = set(different.values()) ^ wanted
    assert not wrong, wrong
    assert len(different) == len(wanted), sorted(different)
    return len(mails) - len(different)


def _listed(stripe: str, path: str) -> list[dict[str, Any]]:
    """All there is at an address of Stripe's API."""
    found: list[dict[str, Any]] = []
    with httpx2.Client(base_url=stripe, auth=(KEY, "")) as client:
        while True:
            more = {"starting_after": found[-1]["id"]} if found else {}
            page = client.get(path, params={"limit": 100, **more}).json()
            found += page["data"]
            if not page["has_more"]:
                return found
