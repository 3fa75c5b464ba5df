"""Settings of all tests."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

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


# Only tests of the functional core count for its coverage: with the others it takes twice as long.
_OF_THE_CORE = (
    *("audio/", "model/", "radio/", "report/", "text/", "timetable/", "worktime/"),
    "test_",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not item.nodeid.startswith(tuple(f"tests/{name}" for name in _OF_THE_CORE)):
            item.add_marker("no_cover")


def pytest_configure() -> None:
    """Let those go first that are judged by the clock: they are what the first worker is given."""
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
        os.nice(5)


# Whole stations, judged by the clock: never two beside each other.
_AGAINST_THE_CLOCK = ("acceptance", "bootstrap", "cli/demonstration")


class _Together(LoadScopeScheduling):  # type: ignore[misc]
    """Gives all of those to one worker, and of the others a file at a time to any."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        timed = file.startswith(tuple(f"tests/{folder}/" for folder in _AGAINST_THE_CLOCK))
        return "against the clock" if timed else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Return how tests are spread where there are several workers."""
    return _Together(config, log)
