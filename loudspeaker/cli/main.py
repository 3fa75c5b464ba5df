"""The entry point: options of every command, language, the command itself, errors as sentences."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from loudspeaker.cli.call import Call, begin, split
from loudspeaker.cli.commands import COMMANDS
from loudspeaker.cli.output import abandon_output, prepare_streams
from loudspeaker.sentences.language import language_of, speak

NEVER_REFUSED = "stop"
_CLOSED_PIPE = 141


def main() -> None:
    """Be the command ``loudspeaker``."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for and return the exit status."""
    prepare_streams()
    speak(language_of(os.environ))
    try:
        call, rest = split(arguments, os.environ)
        speak(call.language)
        begin(call)
        status = _dispatch(call, rest)
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_output()
        return _CLOSED_PIPE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - people get a sentence
        from loudspeaker.cli.failing import ended  # noqa: PLC0415 - sentences cost time to load

        return ended(error, as_json="--json" in arguments)
    return status


def _dispatch(call: Call, rest: list[str]) -> int:
    if call.person is not None and rest[:1] != [NEVER_REFUSED]:
        _check_person(call)
    command = COMMANDS.get(rest[0]) if len(rest) == 1 else None
    run_bare = command.load_bare() if command is not None else None
    if run_bare is not None:  # nothing to parse: a quarter of a second saved
        return run_bare() or 0
    from loudspeaker.cli.parser import parse  # noqa: PLC0415 - see above

    return parse(rest)


def _check_person(call: Call) -> None:
    """Refuse ``--as`` on a real station whatever the command; and a name that is nobody's."""
    from loudspeaker.config.identity import identify  # noqa: PLC0415 - reads YAML
    from loudspeaker.config.station import load_station  # noqa: PLC0415

    if call.home.station_file.exists():
        identify(load_station(call.home.root), uid=os.getuid(), chosen=call.person)
