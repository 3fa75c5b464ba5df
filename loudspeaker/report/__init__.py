"""What a month or a year of the as-run log comes to: records in, figures out."""

from loudspeaker.report.figures import Report, report_of
from loudspeaker.report.parts import (
    Approvals,
    Figure,
    Programme,
    RelayFigure,
    Span,
    Surroundings,
    Unheard,
)
from loudspeaker.report.period import Period, period_named

__all__ = [
    "Approvals",
    "Figure",
    "Period",
    "Programme",
    "RelayFigure",
    "Report",
    "Span",
    "Surroundings",
    "Unheard",
    "period_named",
    "report_of",
]
