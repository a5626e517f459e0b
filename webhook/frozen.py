"""``@dataclass(frozen=True)`` that is quick to load: it means the same, but compiles no functions for each class.

The standard library compiles six of them for every class, which took 18 of a build's first 97 milliseconds.
"""

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass

T = TypeVar("T")


def _quick(*, frozen: bool, kw_only: bool = False) -> "Callable[[type[T]], type[T]]":
    """The decorator. ``frozen`` must be said: it is what the class is, to readers and to tools that look at types."""
    if not frozen:
        raise TypeError("a class that can be changed is one of the standard library")

    def made(kind: type[T]) -> type[T]:
        kind = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(kind)
        methods = {"__init__": _init(kind), **_SHARED}
        for name, method in methods.items():
            setattr(kind, name, method)
        return kind

    return made


if not TYPE_CHECKING:
    dataclass = _quick


def _init(kind: Any) -> "Callable[..., None]":
    """What makes an instance. A field that is not told is answered by the class, which has its default."""
    fields = dataclasses.fields(kind)
    known, ordered = {each.name for each in fields}, [each.name for each in fields if not each.kw_only]
    factories = [(each.name, each.default_factory) for each in fields if callable(each.default_factory)]
    plain = (each for each in fields if each.default is dataclasses.MISSING)
    required = {each.name for each in plain} - {name for name, _ in factories}

    def begin(self: Any, *values: Any, **named: Any) -> None:
        if values:
            if len(values) > len(ordered) or not named.keys().isdisjoint(ordered[: len(values)]):
                raise TypeError(f"{kind.__name__}: too many values")
            named |= zip(ordered, values)  # noqa: B905 - the rest has names
        if not named.keys() <= known or not required <= named.keys():
            raise TypeError(f"{kind.__name__}: {', '.join(named.keys() - known or required - named.keys())}?")
        for name, make in factories:
            if name not in named:
                named[name] = make()
        vars(self).update(named)

    return begin


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in self.__dataclass_fields__])


def _eq(self: Any, other: object) -> bool:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_values(self))


def _repr(self: Any) -> str:
    told = ", ".join([f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__])
    return f"{type(self).__qualname__}({told})"


def _refuse(self: Any, name: str, _: object = None) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change {name!r} of {type(self).__name__}")


_SHARED = {"__eq__": _eq, "__hash__": _hash, "__repr__": _repr, "__setattr__": _refuse, "__delattr__": _refuse}
