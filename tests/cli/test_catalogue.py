"""The Vietnamese catalogue: whole, in step with the code, compiled."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from loudspeaker.sentences import language

PACKAGE = Path(language.__file__).parents[1]
ROOMS = [PACKAGE / name for name in ("sentences", "sheets", "cli")]
PO = language.CATALOGUES / "vi" / "LC_MESSAGES" / f"{language.DOMAIN}.po"
MARKS = {"_": 1, "N_": 1, "ngettext": 2}
PARSER_ONLY = {
    "Arguments",
    "Options",
    "Commands",
    "[default: {}]",
    "[required]",
    "[env var: {}]",
    "(dynamic)",
}
"""What Typer says by itself and looks up in the same catalogue."""


def _catalogue() -> Catalog:
    with PO.open("rb") as stream:
        return read_po(stream, locale="vi")


def _messages() -> Iterator[tuple[str, str]]:
    """Yield every message of the code with its file; also those inside of f-strings."""
    for path in sorted(path for room in ROOMS for path in room.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            if not isinstance(node, ast.Call) or name not in MARKS:
                continue
            for argument in node.args[: MARKS[name]]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value, path.name


def _fields(text: str) -> set[str]:
    parts = string.Formatter().parse(text)
    return {f"{name}:{form}" for _, name, form, _ in parts if name is not None}


CATALOGUE = _catalogue()
KNOWN = {
    text: message
    for message in CATALOGUE
    if message.id
    for text in ([message.id] if isinstance(message.id, str) else message.id)
}


def test_every_message_is_translated() -> None:
    missing = [found for found in _messages() if found[0] not in KNOWN]

    assert missing == []
    assert all(message.string and not message.fuzzy for message in KNOWN.values())


def test_no_translation_is_left_over() -> None:
    used = {text for text, _ in _messages()} | PARSER_ONLY

    assert set(KNOWN) - used == set()


@pytest.mark.parametrize("message", KNOWN.values(), ids=lambda message: str(message.id))
def test_a_translation_has_the_same_fields(message: Message) -> None:
    written = [message.id] if isinstance(message.id, str) else list(message.id)
    translated = [message.string] if isinstance(message.string, str) else list(message.string or ())

    assert all(_fields(form) == _fields(written[-1]) for form in translated)
    assert all(_fields(form) <= _fields(written[-1]) for form in written)


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with PO.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    single = {m.id: m.string for m in CATALOGUE if m.id and isinstance(m.id, str)}
    plural = {m.id: m.string for m in CATALOGUE if not isinstance(m.id, str)}

    assert {text: compiled.gettext(text) for text in single} == single
    assert {ids: (compiled.ngettext(ids[0], ids[1], 2),) for ids in plural} == plural
    header = 1
    assert len(compiled._catalog) == header + len(single) + len(plural)  # type: ignore[attr-defined]


def test_the_parser_still_says_what_is_translated_for_it() -> None:
    spec = importlib.util.find_spec("typer")
    assert spec is not None
    assert spec.origin is not None
    source = "".join(path.read_text() for path in Path(spec.origin).parent.rglob("*.py"))

    assert [text for text in sorted(PARSER_ONLY) if f'_("{text}")' not in source] == []


def test_both_languages_are_spoken() -> None:
    language.speak(language.Language.VIETNAMESE)
    vietnamese = language._("Nothing is on air.")
    plural = language.ngettext("{n} minute", "{n} minutes", 2)
    language.speak(language.Language.ENGLISH)

    assert vietnamese == "Không phát gì."
    assert plural == "{n} phút"
    assert language._("Nothing is on air.") == "Nothing is on air."
    assert language.ngettext("{n} minute", "{n} minutes", 1) == "{n} minute"
