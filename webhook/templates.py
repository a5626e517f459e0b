"""The Jinja environment that generator and service share, so that page, ticket and mail look alike."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from webhook import formats
from webhook.catalogue import Shop, localised
from webhook.compiled import OPTIONS, Compiled
from webhook.look import SHIPPED
from webhook.words import Words

E = TypeVar("E", bound=Environment)

JSON: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
"""How data is written into pages: pages are UTF-8, and a Japanese sign as an escape is twice as long."""


_COMPILED = Compiled(SHIPPED / "templates")


def environment(
    folders: Sequence[Path],
    shop: Shop,
    *,
    practice: bool = False,
    words: Words | None = None,
    kind: type[E] = Environment,  # type: ignore[assignment]
) -> E:
    """Templates of ``folders`` with the shop's words and formats.

    A template is rendered with ``lang`` in its context; the filters follow it. ``practice`` marks every page as one of
    a practice shop. ``words`` are those of the folders, when they have been read already.
    """
    words = words or Words([folder / "words" for folder in folders])
    env = kind(
        loader=ChoiceLoader([FileSystemLoader(folder / "templates") for folder in folders]),
        bytecode_cache=_COMPILED if kind is Environment else None,
        undefined=StrictUndefined,
        **OPTIONS,
    )
    env.policies["json.dumps_kwargs"] = JSON
    env.globals |= {"shop": shop, "practice": practice, "words": words, **_functions(shop, words)}
    env.filters |= _filters(shop)
    return env


def _functions(shop: Shop, words: Words) -> dict[str, Any]:
    @pass_context
    def t(context: Context, key: str, **values: object) -> str:
        return words.text(context["lang"], key, **values)

    @cache
    def words_block(language: str, sections: tuple[str, ...]) -> Markup:
        table = htmlsafe_json_dumps(words.table(language, *sections), **JSON)
        return Markup('<script type="application/json" id="words">{}</script>').format(table)

    @pass_context
    def script_words(context: Context, *sections: str) -> Markup:
        """The sections as a data block that scripts read; not executable, so a strict CSP allows it."""
        return words_block(context["lang"], sections)

    @pass_context
    def href(context: Context, path: str, lang: str | None = None) -> str:
        """``path`` of the static site in the page's language; the first language has no prefix."""
        return f"{context.get('site_base', '')}{shop.path(path, lang or context['lang'])}"

    @pass_context
    def asset(context: Context, name: str) -> str:
        """The published address of a style, script or image, by its path below ``site/`` or ``content/``."""
        return f"{context.get('site_base', '')}{shop.assets[name]}"

    return {"t": t, "script_words": script_words, "href": href, "asset": asset}


def _filters(shop: Shop) -> dict[str, Any]:
    zone = ZoneInfo(shop.time_zone)

    def here(when: date) -> date:
        return when.astimezone(zone) if isinstance(when, datetime) else when

    def by_language(function: Any) -> Any:
        return pass_context(lambda context, value: function(value, context["lang"]))

    dated = {"day": formats.day, "long_day": formats.long_day, "weekday": formats.weekday, "month": formats.month}
    timed = {"clock": formats.clock, "moment": formats.moment}
    return {
        "local": by_language(localised),
        "money": by_language(lambda amount, lang: formats.money(amount, shop.currency, lang)),
        "percent": by_language(formats.percent),
        "here": here,
        **{name: by_language(_in_zone(form, here)) for name, form in (dated | timed).items()},
    }


def _in_zone(form: Any, here: Any) -> Any:
    return lambda when, language: form(here(when), language)
