"""Registers and reports of a year, to be printed or kept as a workbook."""

from __future__ import annotations

from typing import Final

from loudspeaker.hookspecs import Asked, FileShown, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, number_of
from loudspeaker.plugins.documents.printed.rows import Report

_OFFERED: Final = tuple(report for report in Report if report is not Report.PAPERS_OF_FILE)
"""The list of one file's papers is asked for with its file."""


def view(asked: Asked) -> Shown:
    """Show what can be had."""
    return _form(asked)


def give(asked: Asked) -> FileShown | Shown:
    """Give a register of a year; a PDF is opened, a workbook kept."""
    form = asked.query.get("dang", "pdf")
    year = number_of(asked.query.get("nam", ""))
    file = number_of(asked.query.get("ho-so", ""))
    wanted = ({"year": year} if year else {}) | ({"file": file} if file else {})
    report = asked.query.get("so", "")
    try:
        answer = asked_for(asked, "documents.book", {}, report=report, form=form, **wanted)
    except Refused as refused:
        return _form(asked, error=refused.on_top)
    return FileShown(file=answer["handed_out"], inline=form == "pdf")


def _form(asked: Asked, error: str = "") -> Shown:
    values = {
        "reports": [(report.value, report.label) for report in _OFFERED],
        "chosen": asked.query.get("so", ""),
        "year": asked.query.get("nam", ""),
    }
    return Shown(template="books.html", values=values, error=error)
