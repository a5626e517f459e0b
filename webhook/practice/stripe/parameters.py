"""Parameters made of others: lists, objects with known fields, and the caller's own metadata."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webhook.practice.stripe.forms import Tree
from webhook.practice.stripe.refusals import Refused, missing_parameter, unknown_parameter
from webhook.practice.stripe.scalars import Parameter


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list, sent as ``name[0]``, ``name[1]`` … or ``name[]``."""

    of: Parameter
    most: int | None = None

    def read(self, sent: str | Tree, name: str) -> list[Any]:
        """The values, in their order."""
        if isinstance(sent, str) or not all(re.fullmatch("[0-9]{1,5}", key) for key in sent):
            raise Refused("Invalid array", param=name)
        if self.most is not None and len(sent) > self.most:
            raise Refused(f"Array {name} exceeded maximum {self.most} allowed elements.", param=name)
        places = sorted(sent, key=int)
        return [self.of.read(sent[place], f"{name}[{place}]") for place in places]


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """Up to 50 keys of the caller's own; a key sent empty is left out, or kept where that takes it ``away``."""

    away: bool = False

    def read(self, sent: str | Tree, name: str) -> dict[str, str]:
        """The keys with their texts."""
        if sent == "":
            return {}
        if isinstance(sent, str) or len(sent) > 50:
            raise Refused("Invalid metadata: must be up to 50 keys with texts", param=name)
        for key, text in sent.items():
            if isinstance(text, dict) or len(key) > 40 or len(text) > 500:
                message = "Metadata keys can have up to 40 characters and values up to 500."
                raise Refused(message, param=f"{name}[{key[:40]}]")
        return {key: str(text) for key, text in sent.items() if text != "" or self.away}


@dataclass(frozen=True, kw_only=True)
class Fields:
    """An object with known fields. ``unset`` tells that an empty text takes it away."""

    fields: Mapping[str, Parameter]
    required: tuple[str, ...] = ()
    unset: bool = False

    def read(self, sent: str | Tree, name: str) -> Any:
        """The fields that were sent, or None when the object is unset."""
        if sent == "" and self.unset:
            return None
        if isinstance(sent, str):
            raise Refused("Invalid object", param=name)
        return self.read_fields(sent, name)

    def read_fields(self, sent: Tree, name: str = "") -> dict[str, Any]:
        """The fields that were sent; Refused for an unknown or missing one."""
        for key in sent:
            if key not in self.fields:
                raise unknown_parameter(_inside(name, key))
        for key in self.required:
            if key not in sent:
                raise missing_parameter(_inside(name, key))
        return {key: self.fields[key].read(value, _inside(name, key)) for key, value in sent.items()}


@dataclass(frozen=True, kw_only=True)
class Either:
    """A single value or an object, such as ``created=1`` or ``created[gte]=1``."""

    single: Parameter
    fields: Fields

    def read(self, sent: str | Tree, name: str) -> Any:
        """The value, or its fields."""
        return self.single.read(sent, name) if isinstance(sent, str) else self.fields.read(sent, name)


@dataclass(frozen=True)
class Ignored:
    """Published by Stripe and without effect here: whatever was sent is let through unread."""

    def read(self, sent: str | Tree, _name: str) -> str | Tree:
        """What was sent."""
        return sent


def _inside(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key
