"""The ``mogiri`` command. Every command loads what it needs when it runs, so that each starts at once."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import unchanged
from generator.options import content_option, language_option, say
from generator.phrases import phrase
from generator.terminal import apology, listed, show
from webhook.terminal_language import terminal_language

if TYPE_CHECKING:
    from generator.build import Result


def main() -> None:
    """Run the command line. Whatever goes wrong is said in words, never as a traceback."""
    try:
        sys.exit(commands.main(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("MOGIRI_DEBUG"):
            raise
        click.secho(apology(error, terminal_language()), fg="red", err=True)
        sys.exit(1)


class _Commands(click.Group):
    """Our own commands, and others and those of the service, which are loaded when one of them is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._others(), *self._service()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = super().get_command(ctx, cmd_name) or self._others().get(cmd_name)
        return known or self._service().get(cmd_name)

    def _others(self) -> dict[str, click.Command]:
        from generator.describe import keys, schema
        from generator.new import new

        return {str(each.name): each for each in (new, keys, schema)}

    def _service(self) -> dict[str, click.Command]:
        from webhook.cli import service

        _explain(service.commands)
        return dict(service.commands)


def _explain(commands: Mapping[str, click.Command], above: str = "") -> None:
    """Let the service's commands and their options explain themselves in the language of the terminal, as ours do."""
    for name, command in commands.items():
        key = f"{above}{name}".replace("-", "_")
        command.help = phrase(terminal_language(), f"service.{key}")
        first, stop, _ = command.help.partition("。")  # click looks for an English full stop
        command.short_help = f"{first}{stop}" if stop else None
        for option in command.params:
            if isinstance(option, click.Option):
                option.help = phrase(terminal_language(), f"service_option.{key}_{option.name}")
        if isinstance(command, click.Group):
            _explain(command.commands, f"{key}_")


@click.group(cls=_Commands, help=say("main"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mogiri", prog_name="mogiri")
def commands() -> None:
    """All commands."""


@commands.command(help=say("build"))
@content_option
@click.option("--output", type=click.Path(path_type=Path), default="_site", show_default=True, help=say("output"))
@click.option("--strict", is_flag=True, help=say("strict"))
@click.option("--now", default=None, metavar="TIME", help=say("now"))
@language_option
@click.pass_context
def build(ctx: click.Context, content: Path, output: Path, strict: bool, now: str | None, lang: str) -> None:
    """Make the pages."""
    _let_draw(content)
    from generator.build import build as run

    result = run(content, output, now=_moment(now, lang), strict=strict)
    show(result.problems, lang, strict=strict and not result.written)
    if not result.written:
        ctx.exit(1)
    click.echo(_built(result, output, lang))
    if result.basis:
        same = phrase(lang, "label.same", pages=result.pages, output=output)
        unchanged.remember(result.basis, said=(same, listed(result.problems, lang)))


@commands.command(help=say("check"))
@content_option
@click.option("--json", "as_json", is_flag=True, help=say("json"))
@click.option("--now", default=None, metavar="TIME", help=say("check_now"))
@click.option("--published", is_flag=False, flag_value="", default=None, metavar="[URL]", help=say("published"))
@language_option
@click.pass_context
def check(ctx: click.Context, content: Path, as_json: bool, now: str | None, published: str | None, lang: str) -> None:
    """Look through the content."""
    from generator.build import check as run
    from generator.problems import failing

    problems = run(content, _moment(now, lang), published=published)
    if as_json:
        click.echo(json.dumps([problem.as_json(lang) for problem in problems], ensure_ascii=False, indent=1))
    else:
        show(problems, lang, err=False)
        if not problems:
            click.echo(phrase(lang, "label.clean"))
    ctx.exit(1 if failing(problems) else 0)


@commands.command(help=say("dev"))
@click.option("--host", default="127.0.0.1", show_default=True, help=say("host"))
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help=say("port"))
@content_option
@click.option("--data", type=click.Path(path_type=Path), default=".mogiri", show_default=True, help=say("data"))
@click.option("--now", default=None, metavar="TIME", help=say("now"))
@language_option
def dev(host: str, port: int, content: Path, data: Path, now: str | None, lang: str) -> None:
    """Open the shop on this machine."""
    from generator.content import zone_of
    from generator.dev import serve

    moment = _moment(now, lang)
    if moment and not moment.tzinfo:
        moment = moment.replace(tzinfo=zone_of(content))
    serve(content=content, data=data, host=host, port=port, now=moment, language=lang)


def _let_draw(content: Path) -> None:
    """A first build draws for certain: another process makes ready for it while this one loads what reads."""
    from generator import standby
    from generator.cache import cache_of

    def ready() -> None:
        from generator.pictures import drawing

        drawing.ready()

    if not cache_of(content).folder.is_dir():
        standby.begin(ready)


def _built(result: "Result", output: Path, language: str) -> str:
    if not result.files:
        return phrase(language, "label.same", pages=result.pages, output=output)
    return phrase(language, "label.built", pages=result.pages, seconds=f"{result.seconds:.1f}", output=output)


def _moment(text: str | None, language: str) -> datetime | None:
    """The time after ``--now``; without an offset it is the shop's."""
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(phrase(language, "command.bad_now", value=text), param_hint="--now") from None
