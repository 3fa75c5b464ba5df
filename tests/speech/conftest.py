from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

NoFileBeyond = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def no_file_beyond() -> NoFileBeyond:
    """Give a context in which writing beyond so many bytes fails, as on a full disk.

    Only in the context: the test run's own output may be a file too.
    """
    return _no_file_beyond


@contextmanager
def _no_file_beyond(size_bytes: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
