"""``mogiri dev``: build, serve on one origin, and build again in the background whenever something is saved."""

from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from generator.build import Result, build, undisturbed
from generator.cache import cache_of
from generator.memory import Memory
from generator.phrases import LANGUAGES, phrase
from generator.problems import Problem
from generator.terminal import apology, show
from generator.watch import Rebuilder, watching
from webhook import clock
from webhook.look import site_folders

if TYPE_CHECKING:
    from webhook.practice.reload import Reload


def serve(*, content: Path, data: Path, host: str, port: int, now: datetime | None, language: str) -> None:
    """Serve the practice shop until interrupted. A build that fails leaves the last good site in place."""
    from webhook.practice import dev as practice
    from webhook.practice.reload import Reload

    clock.set_to(now)
    click.echo(phrase(language, "dev.started"))
    workshop = _Workshop(content, data / "site", language, Reload())
    data.mkdir(parents=True, exist_ok=True)
    home = content.resolve().parent
    with watching([content, home / "site", *site_folders(home)], Rebuilder(workshop.build)) as rebuilder:
        workshop.build()
        workshop.wait_for_a_site()
        workshop.reload.on_clock(lambda _: rebuilder.ask(quiet=0))
        practice.run(
            site=workshop.output,
            data=data,
            host=host,
            port=port,
            shop_folder=home,
            now=now,
            reload=workshop.reload,
        )


_ANYTHING = frozenset([""])


class _Workshop:
    """Builds for development, and tells terminal and pages what came of it."""

    def __init__(self, content: Path, output: Path, language: str, reload: "Reload") -> None:
        self.content, self.output, self.language, self.reload = content, output, language, reload
        self._memory = Memory(cache_of(content.resolve()))
        self._first = True
        self._problems: list[Problem] = []
        self._open = Event()

    def build(self, saved: frozenset[str] = _ANYTHING) -> None:
        """Build once after these files were ``saved`` (see Rebuilder); a further look that finds nothing is not told.

        Never raises, as nobody stands behind the background thread.
        """
        self._memory.seen.saved = saved
        try:
            with undisturbed():
                result = build(self.content, self.output, practice=True, reload=True, memory=self._memory)
                if saved or result.files or result.problems != self._problems:
                    self._told(result)
            self._memory.keep()  # nobody waits for it
        except Exception as error:
            click.secho(apology(error, self.language), fg="red", err=True)
            place = {"file": "", "line": None, "field": "", "level": "error"}
            self.reload.failed({each: [{**place, "message": apology(error, each)}] for each in LANGUAGES})

    def wait_for_a_site(self) -> None:
        """Return once there is something to serve: at once, unless the very first build failed."""
        if not (self.output / "catalogue.json").is_file():
            click.echo(phrase(self.language, "dev.waiting"), err=True)
            while not self._open.wait(0.5):
                pass

    def _told(self, result: Result) -> None:
        self._problems = result.problems
        show(result.problems, self.language)
        problems = {each: [problem.as_json(each) for problem in result.problems] for each in LANGUAGES}
        if not result.written:
            click.echo(phrase(self.language, "dev.kept"), err=True)
            self.reload.failed(problems)
            return
        key = "label.built" if self._first else "dev.rebuilt"
        seconds = f"{result.seconds:.1f}"
        click.echo(phrase(self.language, key, pages=result.pages, seconds=seconds, output=self.output))
        self._first = False
        self._open.set()
        self.reload.built(problems)
