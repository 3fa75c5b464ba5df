"""What reads brought tables in the process for brought files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any


def read_procedures(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of the table at ``path`` and its errors; FileRefused."""
    from loudspeaker.plugins.dossiers.procedures.reading import read_table  # noqa: PLC0415

    read = read_table(Path(arguments["path"]))
    return {
        "rows": [{"number": row.number, "cells": dict(row.cells)} for row in read.rows],
        "errors": [asdict(error) for error in read.errors],
    }
