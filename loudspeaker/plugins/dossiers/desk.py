"""The pages of dossiers at the desk."""

from __future__ import annotations

from typing import Final

from loudspeaker.hookspecs import Page

PAGES: Final[tuple[Page, ...]] = ()
