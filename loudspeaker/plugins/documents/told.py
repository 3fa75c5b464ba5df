"""Papers, their log and their drafts as lines of a terminal."""

from __future__ import annotations

from typing import Any

from loudspeaker.model import KnownBy, from_iso


def side_by_side(row: dict[str, Any]) -> list[str]:
    """Return a sentence of the paper and what becomes of it."""
    why = f" ({', '.join(row['reasons'])})" if row["reasons"] else ""
    if not row["source"]:
        return [f"+ {row['draft']}"]
    page = f"[trang {row['page']}]"
    if not row["draft"]:
        return [f"- {page} {row['source']}", f"→ không đọc{why}"]
    if row["draft"] == row["source"]:
        return [f"+ {page} {row['draft']}{why}"]
    return [f"+ {page} {row['source']}", f"→ đọc: {row['draft']}{why}"]


def logged(act: dict[str, Any]) -> str:
    """Return a line of the log."""
    whom = f" cho {act['whom']}" if act["whom"] else ""
    note = f". {act['note']}" if act["note"] else ""
    by = str(act["by"])
    for known in KnownBy:
        by = by.removesuffix(f" ({known.value})")
    who = f" {by}:" if by else ""
    return f"{from_iso(act['at']):%H:%M %d/%m/%Y}{who} {act['label']}{whom}{note}"


def day(text: str) -> str:
    """Return an ISO day as people write it; anything else as it is."""
    parts = str(text).split("-")
    return "/".join(reversed(parts)) if len(parts) == len("ymd") else str(text)


def due(paper: dict[str, Any]) -> str:
    """Return how a paper stands to its deadline, nothing without one."""
    return f"{paper['due']['label']} ({day(paper['due_on'])})" if paper["due_on"] else ""


def line(paper: dict[str, Any]) -> str:
    """Return where a paper stands in its register."""
    entered = paper["line"]
    if entered is None:
        return "chưa vào sổ"
    told = f"số {entered['number']}/{entered['year']}"
    return f"{told} (đã hủy)" if entered["cancelled"] else told
