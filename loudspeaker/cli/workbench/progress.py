"""How far a long command is: a bar for who looks at a terminal, nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from loudspeaker.cli.call import current

Advance = Callable[[float], None]


@contextmanager
def progress(label: str, *, total: float) -> Iterator[Advance]:
    """Give what is told how much is done, of ``total``."""
    if not sys.stderr.isatty() or current().json:
        yield _nothing
        return
    from rich import progress as bars  # noqa: PLC0415 - only for people
    from rich.console import Console  # noqa: PLC0415

    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(), bars.TimeRemainingColumn())
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=total)
        yield lambda done: shown.update(task, completed=done)


def _nothing(_done: float) -> None:
    pass
