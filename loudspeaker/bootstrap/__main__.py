"""``python -m loudspeaker.bootstrap loudspeaker-<role> --home DIR``: one role as a process."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from loudspeaker.bootstrap.logs import log_to_stderr
from loudspeaker.errors import LoudspeakerError
from loudspeaker.system.home import Home
from loudspeaker.system.processes import ROLE_PREFIX, die_with_parent, name_process
from loudspeaker.system.worker_child import PLUGIN_JOB, Emit


def _air(home: Home, _rest: list[str]) -> int:
    from loudspeaker.bootstrap.air import run_air  # noqa: PLC0415 - a role loads only its own

    return run_air(home)


def _station(home: Home, _rest: list[str]) -> int:
    from loudspeaker.bootstrap.station import run_station  # noqa: PLC0415

    return run_station(home)


def _bridge(home: Home, _rest: list[str]) -> int:
    from loudspeaker.bootstrap.bridge import run_bridge  # noqa: PLC0415

    return run_bridge(home)


def _decoder(_home: Home, rest: list[str]) -> int:
    from loudspeaker.bridge.decoder_child import main  # noqa: PLC0415

    die_with_parent()
    main(rest)


def _line(home: Home, rest: list[str]) -> int:
    from loudspeaker.bootstrap.sources import run_line  # noqa: PLC0415

    die_with_parent()
    return run_line(home, rest)


def _speech(home: Home, _rest: list[str]) -> int:
    from loudspeaker.speech.child import main  # noqa: PLC0415

    die_with_parent()
    main(home.root)
    return 0


def _intake(home: Home, _rest: list[str]) -> int:
    from loudspeaker.intake.child import main  # noqa: PLC0415

    die_with_parent()
    main({PLUGIN_JOB: partial(_plugin_job, home)})
    return 0


def _plugin_job(home: Home, arguments: dict[str, Any], _emit: Emit) -> dict[str, Any]:
    from loudspeaker.bootstrap.plugin_jobs import run_job  # noqa: PLC0415 - recordings need none

    return run_job(home, arguments)


def _offair(home: Home, _rest: list[str]) -> int:
    from loudspeaker.bootstrap.offair import run_offair  # noqa: PLC0415

    return run_offair(home)


def _web(home: Home, _rest: list[str]) -> int:
    from loudspeaker.bootstrap.web import run_web  # noqa: PLC0415

    status = run_web(home)
    sys.stderr.flush()
    os._exit(status)  # Granian's threads still run, and may panic while an interpreter ends


def _village(home: Home, rest: list[str]) -> int:
    from loudspeaker.village.main import run_village  # noqa: PLC0415

    options = argparse.ArgumentParser()
    options.add_argument("--rate", type=float, default=1.0)
    options.add_argument("--deadman", type=float, default=2.0)
    chosen = options.parse_args(rest)
    return run_village(home.root, rate=chosen.rate, deadman_s=chosen.deadman)


def _village_ip(home: Home, rest: list[str]) -> int:
    from loudspeaker.village.ip_child import main  # noqa: PLC0415

    options = argparse.ArgumentParser()
    options.add_argument("--rate", type=float, default=1.0)
    options.add_argument("--keep-s", type=float, default=24 * 3600.0)
    die_with_parent()
    return main(home.root, vars(options.parse_args(rest)))


def _backup(home: Home, rest: list[str]) -> int:
    from loudspeaker.bootstrap.nightly import run_nightly  # noqa: PLC0415

    return run_nightly(home, rest)


ROLES: dict[str, Callable[[Home, list[str]], int]] = {
    "air": _air,
    "station": _station,
    "speech": _speech,
    "intake": _intake,
    "bridge": _bridge,
    "decoder": _decoder,
    "line": _line,
    "offair": _offair,
    "web": _web,
    "backup": _backup,
    "village": _village,
    "village-ip": _village_ip,
}


def main(arguments: list[str]) -> int:
    """Be the role that the first argument names; refusals go to standard error as facts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=[f"{ROLE_PREFIX}{role}" for role in ROLES])
    parser.add_argument("--home", type=Path, required=True)
    chosen, rest = parser.parse_known_args(arguments)
    role = chosen.role.removeprefix(ROLE_PREFIX)
    name_process(role)
    log_to_stderr()
    try:
        return ROLES[role](Home(chosen.home.absolute()), rest)
    except LoudspeakerError as error:
        print(json.dumps(error.to_message(), ensure_ascii=False), file=sys.stderr)  # noqa: T201
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
