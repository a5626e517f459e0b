"""Parameters that are one value: each reads its text, or refuses it the way Stripe does."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from webhook.practice.stripe.forms import Tree
from webhook.practice.stripe.refusals import Refused


class Parameter(Protocol):
    """Reads what was sent under ``name``."""

    def read(self, sent: str | Tree, name: str, /) -> Any:
        """The value in ``sent``; Refused when it is not one."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text of at most ``longest`` characters; empty only where Stripe allows unsetting."""

    longest: int | None = None
    pattern: str | None = None

    def read(self, sent: str | Tree, name: str) -> str:
        """The text."""
        text = _text(sent, name, "string")
        if self.longest is not None and len(text) > self.longest:
            raise Refused(f"Invalid string: {text[:20]}…; must be at most {self.longest} characters", param=name)
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise Refused(f"Invalid value for {name}: {text[:40]}", param=name)
        return text


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A whole number within bounds."""

    least: int | None = None
    most: int | None = None

    def read(self, sent: str | Tree, name: str) -> int:
        """The number."""
        text = _text(sent, name, "integer")
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise Refused(f"Invalid integer: {text[:40]}", code="parameter_invalid_integer", param=name)
        number = int(text)
        if self.least is not None and number < self.least:
            message = f"This value must be greater than or equal to {self.least}."
            raise Refused(message, code="parameter_invalid_integer", param=name)
        if self.most is not None and number > self.most:
            message = f"This value must be less than or equal to {self.most}."
            raise Refused(message, code="parameter_invalid_integer", param=name)
        return number


@dataclass(frozen=True)
class Flag:
    """``true`` or ``false``."""

    def read(self, sent: str | Tree, name: str) -> bool:
        """Whether it is set."""
        text = _text(sent, name, "boolean")
        if text not in ("true", "false"):
            raise Refused(f"Invalid boolean: {text[:40]}", param=name)
        return text == "true"


@dataclass(frozen=True)
class Choice:
    """One of the values that Stripe publishes."""

    values: tuple[str, ...]

    def read(self, sent: str | Tree, name: str) -> str:
        """The text."""
        text = _text(sent, name, "string")
        if text not in self.values:
            raise Refused(f"Invalid {name}: must be one of {', '.join(self.values)}", param=name)
        return text


def _text(sent: str | Tree, name: str, kind: str) -> str:
    if isinstance(sent, dict):
        raise Refused(f"Invalid {kind}: an object or array was sent", param=name)
    if sent == "":
        message = f"You passed an empty string for '{name}'. Leave the parameter out or give it a value."
        raise Refused(message, code="parameter_invalid_empty", param=name)
    return sent
