"""Large text and high contrast, as the person before the screen wants it: kept in a cookie."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

COOKIE: Final = "ls_nhin"
_OURS: Final = re.compile(r"/kiosk(?:/[A-Za-z0-9._~%/-]*)?(?:\?[A-Za-z0-9._~%=&+-]*)?")
_LARGE, _CONTRAST = "l", "t"


@dataclass(frozen=True, slots=True)
class Looks:
    """How the kiosk's pages look."""

    large: bool = False
    contrast: bool = False

    @property
    def word(self) -> str:
        """Return it as it stands in the cookie."""
        return (_LARGE if self.large else "") + (_CONTRAST if self.contrast else "")


def looks_of(request: Request) -> Looks:
    """Return how this browser wants its pages; anything unknown is the usual look."""
    word = request.cookies.get(COOKIE, "")
    return Looks(large=_LARGE in word, contrast=_CONTRAST in word) if len(word) <= 2 else Looks()  # noqa: PLR2004


async def change_looks(request: Request) -> Response:
    """Change one thing (``doi=chu`` or ``doi=mau``, ``doi=thuong`` for neither) and go back."""
    looks, what = looks_of(request), request.query_params.get("doi", "")
    if what == "chu":
        looks = replace(looks, large=not looks.large)
    elif what == "mau":
        looks = replace(looks, contrast=not looks.contrast)
    elif what == "thuong":
        looks = Looks()
    back = request.query_params.get("ve", "")
    response = RedirectResponse(back if is_ours(back) else "/kiosk", 303)
    response.set_cookie(COOKIE, looks.word, path="/kiosk", httponly=True, samesite="strict")
    return response


def is_ours(address: str) -> bool:
    """Tell whether an address is one of the kiosk's own pages, and nothing else."""
    return bool(_OURS.fullmatch(address)) and "//" not in address
