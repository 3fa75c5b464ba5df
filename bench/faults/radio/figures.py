"""What a campaign has measured, and whether that is what was wanted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line: what, how much, and what was wanted of it.

    ``met`` is None for what is only told.
    """

    what: str
    measured: str
    wanted: str = ""
    met: bool | None = None

    @property
    def line(self) -> str:
        """The line as printed."""
        verdict = {None: "      ", True: "ok    ", False: "MISSED"}[self.met]
        wanted = f" (wanted: {self.wanted})" if self.wanted else ""
        return f"{verdict} {self.what}: {self.measured}{wanted}"


def at_most(what: str, measured: float, limit: float, unit: str, *, digits: int = 3) -> Figure:
    """Judge something that is better the smaller it is."""
    return Figure(
        what=what,
        measured=f"{measured:.{digits}f} {unit}",
        wanted=f"<= {limit:g} {unit}",
        met=measured <= limit,
    )


def none_of(what: str, count: int, of: int, things: str) -> Figure:
    """Judge something that must not happen."""
    return Figure(
        what=what, measured=f"{count} of {of:,} {things}", wanted="0", met=count == 0 and of > 0
    )


def share(what: str, count: int, of: int, wanted: str, *, met: bool) -> Figure:
    """Tell how many of all, and in per cent."""
    percent = 100 * count / of if of else 0.0
    return Figure(
        what=what, measured=f"{count:,} of {of:,} = {percent:.2f} %", wanted=wanted, met=met
    )
