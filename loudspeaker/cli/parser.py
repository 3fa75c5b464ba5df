"""The commands as Typer knows them: one is imported, the others are only listed."""

from __future__ import annotations

import difflib
import functools
import inspect
import re
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from loudspeaker import __version__
from loudspeaker.cli.call import DEFAULT_HOME, HOME_VARIABLE, current
from loudspeaker.cli.commands import COMMANDS
from loudspeaker.cli.failing import INTERRUPTED
from loudspeaker.cli.output import say
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _

PROGRAM = "loudspeaker"
_SURPLUS = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)\.?", re.DOTALL)


def parse(arguments: list[str]) -> int:
    """Find the command, read its arguments, run it; return its exit status.

    Raises UsageRefused for what cannot be read.
    """
    if arguments == ["--version"]:
        say(f"{PROGRAM} {__version__}")
        return 0
    name = next((argument for argument in arguments if not argument.startswith("-")), None)
    app = _app_of_plugin(name) if name is not None and name not in COMMANDS else None
    if name is not None and app is None:
        behind = arguments.index(name) + 1
        arguments = [*arguments[:behind], *COMMANDS[name].spelled_out(arguments[behind:])]
    try:
        status = (app or _app(name))(args=arguments, prog_name=PROGRAM, standalone_mode=False)
    except typer.TyperException as error:
        raise _usage(error) from error
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:  # what the parser makes of a pipe whose reader is gone
        raise BrokenPipeError from None
    if status == INTERRUPTED:  # what the parser makes of Ctrl+C, without a word
        raise KeyboardInterrupt
    return int(status or 0)


def _app_of_plugin(name: str) -> typer.Typer:
    """Return the commands with those of a plug-in; UsageRefused for a name that nothing has."""
    from loudspeaker.cli.plugin_commands import plugin_group  # noqa: PLC0415 - seldom wanted

    added = plugin_group(current(), name)
    if added is None:
        raise UsageRefused(option=_with_nearest(name), problem="no_command")
    app = _app(None)
    does = _("What the plug-in {name} adds.").format(name=name)
    app.add_typer(added, name=name, epilog=added.info.epilog, help=does)
    return app


def _with_nearest(name: str) -> str:
    from loudspeaker.cli.plugin_commands import names_of  # noqa: PLC0415 - as above

    near = difflib.get_close_matches(name, [*COMMANDS, *names_of(current())], n=1)
    return f"{name} ({_('did you mean {nearest}?').format(nearest=near[0])})" if near else name


def _usage(error: typer.TyperException) -> UsageRefused:
    """Return a parser's complaint as facts; its exception classes are not public."""
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    option = str(getattr(error, "option_name", "") or _shown(parameter))
    if kind == "NoSuchOption":
        return UsageRefused(option=option, problem="unknown")
    if kind == "MissingParameter":
        return UsageRefused(option=option, problem="missing")
    if kind == "BadOptionUsage":
        return UsageRefused(option=option, problem="value_missing")
    if surplus := _SURPLUS.fullmatch(error.message):
        return UsageRefused(option=surplus[1], problem="too_many")
    return UsageRefused(option=option or PROGRAM, problem=error.message.rstrip("."))


def _shown(parameter: Any) -> str:
    if parameter is None:
        return ""
    option = next((name for name in parameter.opts if name.startswith("--")), None)
    return str(option or parameter.display_name_raw)


# --- building -----------------------------------------------------------------------------------


class _Told:
    """The parser's own words, which its library has in English only."""

    def get_usage(self, context: Any) -> str:
        """Return the line of usage."""
        usage: str = super().get_usage(context)  # type: ignore[misc]  # of the class beside it
        return usage.replace("Usage: ", _("Usage: "), 1)


class _Command(_Told, TyperCommand):
    """A command."""


class _Group(_Told, TyperGroup):
    """Commands below one word."""


def _app(chosen: str | None) -> typer.Typer:
    app = group(
        help=_("The public-address station of a commune: write, approve, air, prove."),
        epilog=" ".join(
            [
                _("The options --home, --as, --json and --lang go with every command."),
                _("Plug-ins add commands below their own name: loudspeaker office."),
            ]
        ),
    )
    for name, command in COMMANDS.items():
        shown = {"help": _(command.does), "rich_help_panel": _(command.panel)}
        if name != chosen:
            app.command(name, **shown)(_not_loaded)  # type: ignore[arg-type]  # values are str
        elif command.is_group:
            app.add_typer(command.load(), name=name, epilog=example_of(command.example), **shown)  # type: ignore[arg-type]
        else:
            add_command(app, name, command.load(), example=command.example, **shown)
    return app


def _not_loaded() -> None:
    raise AssertionError("only listed")


def group(**shown: str) -> typer.Typer:
    """Return a group without commands; ``shown`` goes into its help."""
    app = typer.Typer(
        cls=_Group,
        add_completion=False,  # it would write outside the home
        add_help_option=False,
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
        **shown,  # type: ignore[arg-type]  # help and epilog
    )
    app.callback()(_alone)
    return app


def add_command(
    app: typer.Typer, name: str, function: Callable[..., Any], *, example: str, **shown: str
) -> None:
    """Add a command with an example and the options of every command."""
    app.command(
        name,
        cls=_Command,
        epilog=example_of(example),
        add_help_option=False,
        options_metavar=_("[OPTIONS]"),
        **shown,  # type: ignore[arg-type]  # help and panel
    )(_with_common(function))


def example_of(line: str) -> str:
    """Return the line of a help text that shows how a command is written."""
    return _("Example:") + f" {line}"


# --- options of every command -------------------------------------------------------------------


def _show_help(context: typer.Context, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    if text := context.get_help():  # with colours it has been written already
        say(text)
    raise typer.Exit


def _help_option() -> Any:
    text = _("Show this help and exit.")
    return typer.Option("--help", metavar="", is_eager=True, callback=_show_help, help=text)


def _alone(context: typer.Context, help_: Annotated[bool, _help_option()] = False) -> None:
    """Show what there is when no command is given."""
    del help_
    if context.invoked_subcommand is None:
        if text := context.get_help():
            say(text)
        raise typer.Exit(UsageRefused.exit_code)


def _with_common(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the command with the options of every command in its help.

    They have been taken out of the arguments before (``call.split``), so their values are void.
    """
    common = _common_parameters()

    @functools.wraps(function)
    def command(**values: Any) -> Any:
        return function(**{n: value for n, value in values.items() if n not in common})

    own = inspect.signature(function, eval_str=True).parameters
    parameters = [*own.values(), *common.values()]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command


def _common_parameters() -> dict[str, inspect.Parameter]:
    """Return the options of every command as parameters of a function."""
    home = _("The station's folder; default: ${variable}, else {default}.").format(
        variable=HOME_VARIABLE, default=DEFAULT_HOME
    )
    person = _("Act as this person (simulated profile only).")
    found = {
        "home_": _common(str | None, None, "--home", metavar=_("DIR"), text=home),
        "as_": _common(str | None, None, "--as", metavar=_("NAME"), text=person),
        "lang_": _common(
            str | None, None, "--lang", metavar="vi|en", text=_("Language of messages.")
        ),
        "json_": _common(bool, False, "--json", metavar="", text=_("Print one JSON document.")),
        "help_": (bool, False, _help_option()),
    }
    return {
        name: inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info]
        )
        for name, (kind, default, info) in found.items()
    }


def _common(
    kind: Any, default: object, option: str, *, metavar: str, text: str
) -> tuple[Any, object, Any]:
    panel = _("Options of every command")
    info = typer.Option(option, metavar=metavar, help=text, rich_help_panel=panel)
    return kind, default, info
