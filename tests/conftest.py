"""Settings of all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Read when numpy is imported: threads that share small products cost more than they bring.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Machines differ and are shared: a slow example is no failure.
settings.register_profile("loudspeaker", deadline=None)
settings.load_profile("loudspeaker")


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
