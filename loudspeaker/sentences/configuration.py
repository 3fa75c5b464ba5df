"""A settings file that is not taken (exit status 78): where, what, and what could stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loudspeaker.config.problems import Problem
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _

PROBLEMS: Mapping[Problem, str] = {
    Problem.NO_HOME: N_("{file} is missing: this is no station yet. Make it: loudspeaker init"),
    Problem.MISSING_FILE: N_("the file is missing"),
    Problem.UNREADABLE_FILE: N_("the file cannot be opened"),
    Problem.TOO_LARGE: N_("the file is too large"),
    Problem.NOT_UTF8: N_("the file is not UTF-8 text"),
    Problem.CONTROL_CHARACTER: N_("there is a hidden control character"),
    Problem.SYNTAX: N_("this is not YAML: check indentation, colons and quotation marks"),
    Problem.SEVERAL_DOCUMENTS: N_("there is a second document (---) in the file"),
    Problem.ALIAS: N_("anchors and aliases (& and *) are not taken"),
    Problem.TAG: N_("tags (!) are not taken"),
    Problem.TOO_DEEP: N_("it is nested too deeply"),
    Problem.DUPLICATE_KEY: N_("the key {key} stands twice"),
    Problem.UNKNOWN_KEY: N_("there is no key {key}"),
    Problem.MISSING_KEY: N_("the key {key} is missing"),
    Problem.WRONG_SHAPE: N_("{key} has the wrong form"),
    Problem.WRONG_VALUE: N_("the value of {key} does not fit"),
    Problem.UNKNOWN_NAME: N_("“{found}” does not exist"),
    Problem.DUPLICATE_NAME: N_("“{found}” stands twice under {key}"),
    Problem.NOT_ALLOWED: N_("{key} is not allowed like this on this station"),
}
_DEADMAN = N_(
    "the carrier must fall by itself when this computer is dead: key by a timed relay (driver"
    " composite with key and meter), or by an exciter that falls to standby by itself within"
    " deadman_s (1 to 2 s) when it is no longer told to be on"
)
_ADVICE: Mapping[str, str] = {
    "retrigger": N_(
        "check that the relay stays closed without a gap when it is armed again, then write true;"
        " a relay that opens in between is of no use here: take another"
    ),
    **dict.fromkeys(("deadman_s", "key"), _DEADMAN),
    "falls_alone": N_(
        "pull the serial cable while an announcement is on air; write true only if the carrier is"
        " gone within deadman_s, else key by a timed relay (driver composite)"
    ),
}
"""What is to be done about a key before its value can be right."""
_ABOUT_A_VALUE = frozenset({Problem.MISSING_KEY, Problem.WRONG_VALUE})


def refused(error: ConfigurationRefused) -> str:
    """Say file and line first, so that an editor can jump there."""
    if error.problem == Problem.NO_HOME:
        return _(PROBLEMS[Problem.NO_HOME]).format(file=visible(error.file))
    place = ":".join([visible(error.file), *_numbers(error)])
    details = "; ".join([_problem(error), *_hints(error)])
    return _("{place}: {details} Correct the file and try again.").format(
        place=place, details=details if details.endswith("?") else f"{details}."
    )


def _numbers(error: ConfigurationRefused) -> Iterator[str]:
    """Yield line and column as far as they are known."""
    for number in (error.line, error.column):
        if not number:
            return
        yield visible(number)


def _problem(error: ConfigurationRefused) -> str:
    try:
        known = _(PROBLEMS[Problem(str(error.problem))])
    except ValueError:
        return visible(error.problem)
    return known.format(key=visible(error.key), found=visible(error.found))


def _hints(error: ConfigurationRefused) -> list[str]:
    hints = []
    if error.nearest:
        hints.append(_("did you mean {nearest}?").format(nearest=visible(error.nearest)))
    if error.expected:
        hints.append(_("expected: {expected}").format(expected=visible(_(error.expected))))
    if error.found and error.problem == Problem.WRONG_VALUE:
        hints.append(_("found: {found}").format(found=visible(error.found)))
    if str(error.problem) in _ABOUT_A_VALUE and (advice := _ADVICE.get(str(error.key))):
        hints.append(_(advice))
    return hints
