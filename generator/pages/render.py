"""Pages and the files beside them as text: templates filled in, the headers of the static host."""

import contextlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from generator.cache import Cache
from generator.content import shown_name
from generator.cores import spread
from generator.pages.ahead import Ahead
from generator.pages.compiling import Table
from generator.pages.page import Page
from generator.pages.views import ItemView
from generator.problems import Fault, Problem
from generator.program import digest_of_program
from webhook.catalogue import Shop
from webhook.headers import ASSET_HEADERS, page_headers
from webhook.templates import environment
from webhook.words import Words

_Card = Callable[[ItemView, bool], str]

_SLIPS = (TemplateError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)


MANY = 150
"""Pages that repay working out ahead what they have in common (see ``ahead``)."""

MANY_CARDS = 2000
"""Cards below which another process costs more than it saves: the other core is drawing pictures."""


class Printer:
    """Fills in the templates of one build, of so many ``pages``. ``base`` names the program, the look and the shop.

    ``look`` names the state of the files in ``folders``.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        shop: Shop,
        words: Words,
        cache: Cache,
        base: str,
        *,
        pages: int,
        practice: bool,
        look: str,
    ) -> None:
        self._folders, self._cache, self._base, self._many = folders, cache, base, pages > MANY
        self._ahead = partial(environment, folders, shop, practice=practice, words=words, kind=Ahead)
        self._plain = partial(environment, folders, shop, practice=practice, words=words)
        self._look = f"{digest_of_program()} {look}" if len(folders) == 1 else ""
        self._known = {"shop": shop, "practice": practice}
        self._environments: dict[tuple[str, bool], Environment] = {}
        self._compiled: dict[str, Table] = {}
        self._ready: set[tuple[str, str]] = set()
        self._early: dict[str, str] = {}
        self._cards: dict[str, dict[tuple[str, bool], str]] = {}
        self._to_keep: dict[str, dict[tuple[str, bool], str]] = {}

    def __eq__(self, other: object) -> bool:
        """Whether both fill in every page alike."""
        return isinstance(other, Printer) and self._like == other._like

    __hash__ = None  # type: ignore[assignment]

    @property
    def _like(self) -> tuple[object, ...]:
        return self._base, self._known, self._many

    def page(self, page: Page) -> str:
        """The page as HTML; raises Fault naming the line of the template."""
        if page.key in self._early:
            return self._early.pop(page.key)
        try:
            return self._filled(page.template, page.common, page.context, ahead=page.frequent)
        except _SLIPS:
            return self._plainly(page)

    def _filled(self, template: str, common: Mapping[str, Any], context: Mapping[str, Any], *, ahead: bool) -> str:
        """A slip ahead need not be one: there, items of a table cannot be asked for with a dot (see ``straight``)."""
        if ahead and self._many:
            with contextlib.suppress(*_SLIPS):
                return self._environment(common, ahead=True).get_template(template).render(context)
        return self._environment(common, ahead=False).get_template(template).render(context)

    def prepare(self, pages: Sequence[Page]) -> None:
        """Make what ``pages`` share, before they are spread over processes."""
        with contextlib.suppress(Fault, *_SLIPS):  # a slip is met again, and told, when its page is made
            frequent = [page for page in pages if page.frequent]
            for language in {page.common["lang"] for page in frequent}:
                self._prepare_cards([page for page in pages if page.common["lang"] == language])
            kinds = {(page.common["lang"], page.template): page for page in frequent}
            for kind in kinds.keys() - self._ready:  # one of each kind of many, for all the templates that it takes
                self._early[kinds[kind].key] = self.page(kinds[kind])
            self._ready |= kinds.keys()

    def keep(self) -> None:
        """Keep what was made ready for the next process."""
        self._early.clear()
        for name, compiled in self._compiled.items():
            if compiled.fresh:
                self._cache.keep(name, {"": compiled.macros, **compiled.table})
                compiled.fresh = False
            compiled.leave()
        for name, kept in self._to_keep.items():
            self._cache.keep(name, kept)
        self._to_keep.clear()

    def _prepare_cards(self, pages: Sequence[Page]) -> None:
        """Cards of items that many pages show are made once, and a great many on all cores."""
        common = pages[0].common
        made = self._cards_of(common)
        views = {(view.key, small): view for page in pages for view, small in page.cards}
        missing = [each for each in views if each not in made]
        card = self._card(common)
        cards = spread(lambda each: card(views[each], each[1]), missing, least=MANY_CARDS)
        made.update(zip(missing, cards, strict=True))
        if missing:
            shows_all = any(page.template == "front.html" for page in pages)
            kept = {each: html for each, html in made.items() if each in views} if shows_all else made
            self._to_keep[self._name("cards", common)] = kept

    def _card(self, common: Mapping[str, Any]) -> _Card:
        """A function from a view to its card."""
        made = self._cards_of(common)

        def card(view: ItemView, small: bool) -> str:
            each = (view.key, small)
            if each not in made:
                context = {**common, "view": view, "small": small}
                made[each] = self._filled("parts/card.html", common, context, ahead=True)
            return made[each]

        return card

    def _cards_of(self, common: Mapping[str, Any]) -> dict[tuple[str, bool], str]:
        language = common["lang"]
        if language not in self._cards:
            self._cards[language] = self._cache.table(self._name("cards", common))
        return self._cards[language]

    def _environment(self, common: Mapping[str, Any], *, ahead: bool) -> Environment:
        """The templates for pages of a language; ``ahead`` for those of which there are many."""
        language = common["lang"]
        if (language, ahead) not in self._environments:
            env: Environment = self._ahead() if ahead else self._plain()
            env.globals |= _globals(self._card(common))
            name = self._name("templates", common) if ahead else "templates"
            if name not in self._compiled:
                ships = None if ahead else self._folders[-1] / "templates"
                self._compiled[name] = Table(self._cache.table(name), ships)
            compiled = env.bytecode_cache = self._compiled[name]
            env.auto_reload = False  # one build sees one state of the templates
            if isinstance(env, Ahead):
                env.know(**self._known, **common)
                compiled.recall(env, self._look, language)
                env.trust(compiled.macros)
                compiled.macros = env.macros
            self._environments[language, ahead] = env
        return self._environments[language, ahead]

    def _plainly(self, page: Page) -> str:
        """The same without anything worked out ahead, where a slip has its line."""
        env: Environment = self._plain()

        def card(view: ItemView, small: bool) -> str:
            return env.get_template("parts/card.html").render({**page.common, "view": view, "small": small})

        env.globals |= _globals(card)
        try:
            return env.get_template(page.template).render(page.context)
        except _SLIPS as error:
            raise Fault(_problem(error, page.template, self._folders)) from error

    def _name(self, what: str, common: Mapping[str, Any]) -> str:
        return f"{what} {self._base} {common}"


def _globals(card: _Card) -> dict[str, Any]:
    """What templates call for a card, or for many: a template of ours wrote them, with everything escaped."""
    return {
        "card": lambda view, small: Markup(card(view, small)),  # noqa: S704
        "cards": lambda views, small: Markup("".join([card(view, small) for view in views])),  # noqa: S704
    }


def headers(shop: Shop) -> str:
    """The ``_headers`` file that static hosts read."""
    common = page_headers(shop)
    assets = {name: value for name, value in ASSET_HEADERS.items() if name not in common}
    return "\n".join([*_rule("/*", common), *_rule("/assets/*", assets), ""])


def _rule(path: str, table: dict[str, str]) -> list[str]:
    return [path, *(f"  {name}: {value}" for name, value in table.items())]


def _problem(error: Exception, template: str, folders: Sequence[Path]) -> Problem:
    """Jinja names no line in most of its errors; the last frame inside a template does."""
    places = [(Path(frame.filename), frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
    inside = [(file, line) for file, line in places if any(file.is_relative_to(folder) for folder in folders)]
    if isinstance(error, TemplateSyntaxError) and error.filename:
        inside.append((Path(error.filename), error.lineno))
    if isinstance(error, TemplateNotFound):
        return Problem(file=f"site/templates/{error.name}", code="no_template", values={"value": error.name})
    reason = str(error.args[0]) if isinstance(error, LookupError) and error.args else str(error)
    if not inside:
        return Problem(file=f"site/templates/{template}", code="template", values={"reason": reason})
    file, line = inside[-1]
    folder = next(folder for folder in folders if file.is_relative_to(folder))
    shown = f"{shown_name(folder)}/{file.relative_to(folder).as_posix()}"
    return Problem(file=shown, line=line, code="template", values={"reason": reason})
