"""Frozen dataclasses as plain JSON data and back, by their annotations. Only the standard library is imported."""

import dataclasses
import functools
import types
import typing
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

_AS_IT_IS = frozenset((str, int, bool, type(None)))
_SLIPS = (TypeError, ValueError, AttributeError)

Read = Callable[[Any], Any]


class FormError(ValueError):
    """The data does not fit the class; the message names the place."""

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(reason)
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {super().__str__()}"


def to_json(value: Any) -> Any:
    """Plain JSON data for a dataclass; fields at their default are left out, a duration is a number of seconds."""
    kind: type = type(value)
    if kind in _AS_IT_IS:
        return value
    if fields := _defaults(kind):
        return {name: to_json(part) for name, default in fields if (part := getattr(value, name)) != default}
    if isinstance(value, dict):
        return {key: to_json(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(part) for part in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value


def from_json(kind: Any, data: Any, place: str) -> Any:
    """The value of type ``kind`` that :func:`to_json` wrote as ``data``; raises FormError naming ``place``."""
    try:
        return _reader(kind)(data)
    except _SLIPS as error:
        raise _below(place, error) from error


def _below(step: str, error: Exception) -> FormError:
    """The same slip as it is told one step further up."""
    found = error if isinstance(error, FormError) else FormError(str(error))
    found.place = f"{step}{found.place}"
    return found


@functools.cache
def _reader(kind: Any) -> Read:
    """What reads values of a type. It is put together once: a shop of a thousand items has forty thousand of them."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        inner = _reader(next(part for part in typing.get_args(kind) if part is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin is Literal:
        return functools.partial(_one_of, typing.get_args(kind))
    if origin is tuple:
        return functools.partial(_many, _reader(typing.get_args(kind)[0]))
    if origin is dict:
        return functools.partial(_table, _reader(typing.get_args(kind)[1]))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        readers = {name: _reader(hint) for name, hint in typing.get_type_hints(kind).items()}
        return functools.partial(_object, kind, readers)
    if kind in (datetime, date, time):
        return typing.cast(Read, kind.fromisoformat)
    return _duration if kind is timedelta else functools.partial(_plain, kind)


def _object(kind: type, readers: dict[str, Read], data: dict[str, Any]) -> Any:
    values, name = {}, ""
    try:
        for name, part in data.items():
            if name in readers:
                values[name] = readers[name](part)
    except _SLIPS as error:
        raise _below(f".{name}" if name else "", error) from error
    return kind(**values)


def _many(read: Read, data: list[Any]) -> tuple[Any, ...]:
    made: list[Any] = []
    rest = iter(data)
    try:
        for part in rest:
            made.append(read(part))
    except _SLIPS as error:
        raise _below(f"[{len(made)}]", error) from error
    return tuple(made)


def _table(read: Read, data: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    key = ""
    try:
        for key, part in data.items():
            made[str(key)] = read(part)
    except _SLIPS as error:
        raise _below(f".{key}" if key else "", error) from error
    return made


def _one_of(choices: tuple[Any, ...], data: Any) -> Any:
    if data not in choices:
        raise FormError(f"{data!r} is not one of {choices}")
    return data


def _duration(data: Any) -> timedelta:
    return timedelta(seconds=data)


def _plain(kind: type, data: Any) -> Any:
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise FormError(f"{data!r} is not {kind.__name__}")
    return data


@functools.cache
def _defaults(kind: type) -> list[tuple[str, Any]]:
    """The fields of a dataclass and their defaults; none of any other class."""
    fields: tuple[dataclasses.Field[Any], ...] = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    return [(each.name, _default(each)) for each in fields]


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
