"""Data classes that are quick to load mean what those of the standard library mean."""

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from webhook import frozen


def _made(dataclass: Any) -> tuple[Any, Any]:
    @dataclass(frozen=True, kw_only=True)
    class Place:
        name: str
        words: dict[str, str] = dataclasses.field(default_factory=dict)
        rows: int = 3

    @dataclass(frozen=True)
    class Pair:
        first: int
        second: tuple[int, ...] = ()

    Place.__qualname__, Pair.__qualname__ = "Place", "Pair"
    return Place, Pair


def test_a_frozen_class_is_as_the_standard_librarys() -> None:
    told = []
    for place, pair in map(_made, (dataclasses.dataclass, frozen.dataclass)):
        hall, pairs = place(name="hall"), [pair(1), pair(1, second=(2,)), pair(1, (2,)), pair(first=1)]
        assert hall == place(name="hall", words={}, rows=3) != place(name="hall", rows=4)
        assert hall != pair(1)
        assert hall.words is not place(name="hall").words
        assert (hall.name, hall.words, hall.rows) == ("hall", {}, 3)
        told.append(
            (
                repr(hall),
                repr(pairs),
                len(set(pairs)),
                dataclasses.asdict(hall),
                repr(dataclasses.replace(hall, rows=5)),
                [field.name for field in dataclasses.fields(pair)],
                repr(copy.deepcopy(hall)),
            )
        )
        for wrong in (lambda place=place: place(), lambda place=place: place(name="a", row=1)):
            with pytest.raises(TypeError):
                wrong()
        for wrong in (
            lambda place=place: place("a"),
            lambda pair=pair: pair(1, (), 2),
            lambda pair=pair: pair(1, first=2),
        ):
            with pytest.raises(TypeError):
                wrong()
        with pytest.raises(dataclasses.FrozenInstanceError):
            hall.rows = 4
        with pytest.raises(dataclasses.FrozenInstanceError):
            del hall.name
        with pytest.raises(TypeError):
            hash(hall)  # it has a dict
    assert told[0] == told[1]


def test_one_that_crosses_between_processes_stays_what_it_was() -> None:
    from webhook.catalogue import Venue

    venue = Venue(name={"ja": "もぎり座"})
    assert pickle.loads(pickle.dumps(venue)) == venue
