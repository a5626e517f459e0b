"""Frozen dataclasses as plain JSON data and back, by their annotations. Only the standard library is imported."""

import dataclasses
import functools
import types
import typing
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

_AS_IT_IS = frozenset((str, int, bool, type(None)))


class FormError(ValueError):
    """The data does not fit the class; the message names the place."""


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
        return _value(kind, data, place)
    except (TypeError, ValueError, AttributeError) as error:
        raise error if isinstance(error, FormError) else FormError(f"{place}: {error}") from error


def _value(kind: Any, data: Any, place: str) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        inner = next(part for part in typing.get_args(kind) if part is not type(None))
        return None if data is None else from_json(inner, data, place)
    if origin is Literal:
        return _one_of(typing.get_args(kind), data, place)
    if origin is tuple:
        return tuple(from_json(typing.get_args(kind)[0], part, f"{place}[{n}]") for n, part in enumerate(data))
    if origin is dict:
        return {str(key): from_json(typing.get_args(kind)[1], part, f"{place}.{key}") for key, part in data.items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(
            **{key: from_json(hints[key], part, f"{place}.{key}") for key, part in data.items() if key in hints}
        )
    if kind in (datetime, date, time):
        return kind.fromisoformat(data)
    return timedelta(seconds=data) if kind is timedelta else _plain(kind, data, place)


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    """The annotations of a class; reading a shop of a thousand items asks for them thousands of times."""
    return typing.get_type_hints(kind)


def _one_of(choices: tuple[Any, ...], data: Any, place: str) -> Any:
    if data not in choices:
        raise FormError(f"{place}: {data!r} is not one of {choices}")
    return data


def _plain(kind: Any, data: Any, place: str) -> Any:
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise FormError(f"{place}: {data!r} is not {kind.__name__}")
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
