"""Whatever is sold, given, used, undone, cancelled and forgotten: the owner's figures agree wherever they are read."""

import itertools
import random
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.support import postgres
from tests.support.post_office import PostOffice
from tests.webhook.conftest import opened_shop
from tests.webhook.living import AFTERWARDS, BEFORE, SURE, THAT_DAY, Life

LIVES = {"sqlite": 4, "postgres": 3}
FIRST = ["spare", "buy", "pass_", "send"]
"""So that there is something to do anything with."""


def some(steps: list[str]) -> st.SearchStrategy[list[str]]:
    """Every step once and some of them again, in any order."""
    more = st.lists(st.sampled_from(steps), max_size=6)
    return more.flatmap(lambda again: st.permutations([*steps, *again]))


def agree(life: Life) -> None:
    """The feed is the lists' sum is what the chain says."""
    feed = life.feed()
    assert feed == life.recipients()
    used = {place: five[1] for place, five in feed.items() if five[1]}
    assert used == life.uses() == life.uses("?each=1")
    assert {place: (five[0], five[1], five[4]) for place, five in feed.items()} == life.ledger()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_feed_lists_ledger_and_statement_agree_after_any_sequence(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, office: PostOffice
) -> None:
    done: Counter[str] = Counter()
    runs = itertools.count()

    @settings(max_examples=LIVES[kind], deadline=None, phases=[Phase.explicit, Phase.generate])  # a life takes seconds
    @given(before=some(BEFORE), that_day=some(THAT_DAY), afterwards=some(AFTERWARDS), seed=st.integers(0, 10**6))
    def lives(before: list[str], that_day: list[str], afterwards: list[str], seed: int) -> None:
        folder = tmp_path / str(next(runs))
        folder.mkdir()
        with _database(kind, folder, request) as url, opened_shop(folder, url, office) as shop:
            life = Life(shop, random.Random(seed), done)
            for steps, then in (
                ([*FIRST, *before], life.open_doors),
                (that_day, life.close_doors),
                (afterwards, life.over),
            ):
                for step in steps:
                    life.step(step)
                agree(life)
                then()
            agree(life)
            assert life.statement()["gross"] == life.kept(), "what was kept was earned, to the yen"

    lives()
    assert {name for name in SURE if done[name]} == SURE, done


@contextmanager
def _database(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{shutil.copyfile(request.getfixturevalue('migrated_sqlite'), folder / 'mogiri.db')}"
        return
    server, model = (request.getfixturevalue(name) for name in ("postgres_server", "migrated_postgres"))
    with postgres.fresh(server, f"life_{uuid.uuid4().hex}", like=model) as url:
        yield url
