"""Papers that come in and go out, their registers, and the way from a paper to the air."""

from __future__ import annotations


class DocumentsPlugin:
    """The plug-in."""
