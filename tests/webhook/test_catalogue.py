"""The contract as text and back, and where a damaged one says that it is wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.goods import HOLDING, ITEMS, SHOP
from webhook.catalogue import FORMAT, Catalogue, CatalogueError, read, write

WHOLE = Catalogue(format=FORMAT, built_at=datetime(2027, 1, 1, tzinfo=UTC), shop=SHOP, items=ITEMS + HOLDING)


def test_what_was_written_is_read_the_same() -> None:
    assert read(write(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("items", 0, "tickets", 1, "price"), "x", "catalogue.items[0].tickets[1].price: 'x' is not int"),
        (("items", 0, "tickets", 1, "price"), True, "catalogue.items[0].tickets[1].price: True is not int"),
        (("items", 0, "sessions", 0, "starts"), "soon", "catalogue.items[0].sessions[0].starts: Invalid isoformat"),
        (("items", 0, "kind"), "x", "catalogue.items[0].kind: 'x' is not one of ('event',"),
        (("items", 0, "title"), {"ja": 5}, "catalogue.items[0].title.ja: 5 is not str"),
        (("items", 0, "title"), None, "catalogue.items[0].title: "),
        (("items", 2), [], "catalogue.items[2]: "),
        (("items",), 7, "catalogue.items: 'int' object is not iterable"),
    ],
)
def test_a_damaged_catalogue_names_the_place(place: tuple[Any, ...], value: Any, told: str) -> None:
    data = json.loads(write(WHOLE))
    inner = data
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(CatalogueError) as error:
        read(json.dumps(data))
    assert str(error.value).startswith(told)


def test_an_item_that_lacks_something_and_one_with_more_than_is_known() -> None:
    data = json.loads(write(WHOLE))
    data["items"][0]["since_tomorrow"] = 1
    assert read(json.dumps(data)) == WHOLE
    del data["items"][1]["id"]
    with pytest.raises(CatalogueError, match=r"^catalogue\.items\[1\]: .*'id'"):
        read(json.dumps(data))
