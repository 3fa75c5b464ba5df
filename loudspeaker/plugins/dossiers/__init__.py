"""Dossiers of the one-stop desk: their clock, their forms, and calls that name nobody."""

from __future__ import annotations


class DossiersPlugin:
    """The plug-in."""
