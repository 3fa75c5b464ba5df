"""The pages of papers at the desk: views that ask for use cases, and templates; no scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from loudspeaker.hookspecs import Asked, FileShown, Gone, Page, Shown
from loudspeaker.plugins.documents.desk import (
    books,
    bringing,
    drafting,
    filing,
    listing,
    loud,
    paper,
    posting,
    signing,
    trusting,
)
from loudspeaker.plugins.documents.desk.forms import DONE

View = Callable[[Asked], Shown | Gone | FileShown]

ROLES: Final = ("editor", "approver")
LARGEST_MB: Final = 100
"""As large as the largest file of a paper."""
_PAPER: Final = "/van-ban/{paper}"


def _form(view: View, path: str, *, slow: bool = False) -> Page:
    return Page(view=view, path=path, takes_forms=True, slow=slow, done=DONE)


def _upload(view: View, path: str) -> Page:
    return Page(
        view=view, path=path, takes_files=True, largest_mb=LARGEST_MB, roles=ROLES, done=DONE
    )


PAGES: Final[tuple[Page, ...]] = (
    Page(view=listing.view, tab="Văn bản", done=DONE),
    _upload(bringing.bring, "/nhan"),
    _form(bringing.enter, "/nhan/{file}"),
    Page(view=bringing.look, path="/nhan/{file}/xem"),
    _upload(drafting.view, "/soan"),
    Page(view=books.view, path="/so"),
    Page(view=books.give, path="/so/tai", slow=True),
    _form(filing.view, "/ho-so"),
    _form(filing.one, "/ho-so/{file}"),
    _form(paper.view, _PAPER, slow=True),
    _form(paper.edit, f"{_PAPER}/sua"),
    _upload(paper.attach, f"{_PAPER}/tep"),
    Page(view=paper.file, path=f"{_PAPER}/tep/{{file}}"),
    _form(loud.view, f"{_PAPER}/phat-loa", slow=True),
    _upload(signing.view, f"{_PAPER}/ky/{{act}}"),
    _form(posting.one, f"{_PAPER}/gui", slow=True),
    _form(posting.view, "/lien-thong"),
    Page(view=trusting.view, path="/tin-cay", takes_files=True, roles=("admin",), done=DONE),
)
