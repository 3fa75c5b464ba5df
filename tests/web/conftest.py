"""The pages of a made-up commune."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.village_pages import Pages, filled


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    """A commune where nothing was said yet."""
    made = Pages(tmp_path / "commune")
    made.now()
    yield made
    made.close()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A commune with a day behind it; only for reading."""
    made = filled(Pages(tmp_path_factory.mktemp("full") / "commune"))
    yield made
    made.close()
