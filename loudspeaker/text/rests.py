"""Signs that are not said and only let the voice rest, or not even that."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.found import LETTERS, Found, Kind, Pause, Rule, Start

_BULLETS = "-–—•*+▪●○■□◦➢➤✓✔→>"
_NUMBERING = r"(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}|[a-zđA-ZĐ]|[IVX]{1,5})[.)] "
_ITEM = rf"[{_BULLETS}]|{_NUMBERING}"


def _silent(_: Found) -> str:
    return ""


def _rest(name: str, pattern: str, pause: Pause | None) -> Rule:
    return Rule(
        name=name, kind=Kind.PUNCTUATION, starts=Start.SIGN, pattern=pattern, read=_silent,
        pause=pause,
    )  # fmt: skip


BREAKS: Final = (
    _rest("rule_off", r"(?:={2,}|_{2,}|\*{2,}|#{2,}|~{2,}|-{4,})(?!>)", None),
    _rest("paragraph", r"\n(?: *\n)+ *", Pause.PARAGRAPH),
    _rest("list_item", rf"\n *(?={_ITEM})", Pause.ITEM),
    _rest("line", r"\n *", Pause.SENTENCE),
    _rest("bullet", rf"(?<![^\n])[{_BULLETS}]+(?=\s|{LETTERS})", None),
    _rest("item", r"(?<=[0-9IVX])/(?= )", Pause.COMMA),
)
RESTS: Final = (
    _rest("sentence", r"[.!?…]+", Pause.SENTENCE),
    _rest("comma", r"[,()\[\]{]+", Pause.COMMA),
    _rest("clause", r"[;:][,;:()\[\]{]*", Pause.CLAUSE),
    _rest("cell", r"\|(?:[ |]*\|)?", Pause.CLAUSE),
    _rest("dash", r"(?<= )[-–—]+(?= )", Pause.COMMA),
    _rest("silent", r"[-–—'’′\"“”‘«»_]+", None),
)
OTHER: Final = Rule(
    name="other",
    kind=Kind.SYMBOL,
    starts=Start.LETTER | Start.DIGIT | Start.SIGN,
    pattern=r"[\U0001f000-\U0001faff\u2600-\u27bf]+|\S",
    read=_silent,
)
