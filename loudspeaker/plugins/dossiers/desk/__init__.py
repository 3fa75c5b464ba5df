"""The pages of dossiers at the desk: views that ask for use cases, and templates; no scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from loudspeaker.hookspecs import Asked, FileShown, Gone, Page, Shown
from loudspeaker.plugins.dossiers.desk import (
    calling,
    counting,
    dossier,
    finding,
    procedures,
    queue,
    receiving,
)
from loudspeaker.plugins.dossiers.desk.forms import CLERKS, DONE

View = Callable[[Asked], Shown | Gone | FileShown]
LARGEST_MB: Final = 10


def _form(view: View, path: str) -> Page:
    return Page(view=view, path=path, takes_forms=True, done=DONE, roles=CLERKS)


PAGES: Final[tuple[Page, ...]] = (
    Page(view=queue.view, tab="Một cửa", takes_forms=True, slow=True, done=DONE),
    _form(receiving.view, "/nhan"),
    _form(finding.view, "/tim"),
    _form(dossier.view, "/ho-so/{code}"),
    Page(view=dossier.paper, path="/ho-so/{code}/in", takes_forms=True, slow=True, roles=CLERKS),
    Page(view=counting.view, path="/so-lieu", slow=True),
    Page(view=counting.sheet, path="/so-lieu/tai", slow=True),
    Page(view=counting.register, path="/so-theo-doi", takes_forms=True, slow=True, roles=CLERKS),
    Page(
        view=procedures.view, path="/thu-tuc", takes_files=True, largest_mb=LARGEST_MB,
        roles=CLERKS, done=DONE,
    ),
    _form(calling.view, "/bao-tin"),
)  # fmt: skip
