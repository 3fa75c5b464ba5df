"""Settings of all tests."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# Read when numpy is imported: threads that share small products cost more than they bring.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What a script starts in the background begins with it ignored, and hands that on to its children.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Machines differ and are shared: a slow example is no failure.
settings.register_profile("loudspeaker", deadline=None)
# The same examples each time: what a change broke, and not what luck had in store for it.
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile(os.environ.get("LOUDSPEAKER_TESTS", "loudspeaker"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fuzz",
        type=int,
        default=10_000,
        metavar="COUNT",
        help="how many damaged answers of a device each driver is given (10000)",
    )


@pytest.fixture
def fuzz_count(request: pytest.FixtureRequest) -> int:
    count: int = request.config.getoption("--fuzz")
    return count


# Whole stations, judged by the clock: never two beside each other.
_AGAINST_THE_CLOCK = ("acceptance", "air", "bootstrap", "cli/demonstration")


@pytest.hookimpl(tryfirst=True)  # before the groups are looked at
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say for ``--dist loadgroup`` what stays together: all of those, else the tests of a file."""
    here = Path(__file__).parent
    for item in items:
        file = item.path.relative_to(here).as_posix()
        timed = file.startswith(tuple(f"{folder}/" for folder in _AGAINST_THE_CLOCK))
        item.add_marker(pytest.mark.xdist_group("against the clock" if timed else file))
