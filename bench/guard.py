r"""How many kinds of personal data ``guard`` misses and raises for nothing, on labelled sentences.

    python -m bench.guard [FILE.tsv …]
    python -m bench.guard --named [FILE.tsv …]
    python -m bench.guard --hits FILE …

A line has the kinds that are in it (``-`` for none), a tab, and the text with ``\n`` for a line's
end.  A kind counts as missed if it is found less often in a sentence than it is there, and as a
false alarm if it is found where it is not.  ``--named`` judges sentences about persons: the text
(with ``[ ]`` around a name), a tab, and what is said of the person or ``none``.  One in which
another kind is found than labelled is not missed, and counted apart.  ``--hits`` shows what is
found in any text.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loudspeaker.plugins.guard.check import national, personal_data
from loudspeaker.plugins.guard.kinds import NAMED, SEVERITIES, Hit, Kind

DATA = Path(__file__).parents[1] / "tests/plugins/data"
NAMED_SETS = ("named.tsv", "named_second.tsv")
SETS = ("personal.tsv", "harmless.tsv", "held_out.tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A text and how often each kind is in it."""

    text: str
    kinds: Counter[str]


@dataclass(slots=True)
class Score:
    """Counts over a set; ``wrong`` are the sentences that were judged otherwise than labelled."""

    sentences: int = 0
    there: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def sentences(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a set."""
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            labels, text = line.split("\t")
            kinds = Counter(() if labels == "-" else labels.split(","))
            yield Sentence(text=text.replace("\\n", "\n"), kinds=kinds)


def public_numbers() -> set[str]:
    """Return the numbers of offices in the sets."""
    return {national(line) for line in (DATA / "public_numbers.txt").read_text().splitlines()}


def score(path: Path) -> Score:
    """Return how a set is judged."""
    result, public = Score(), public_numbers()
    for sentence in sentences(path):
        hits = personal_data(sentence.text, public)
        found = Counter(hit.kind.value for hit, _, _ in hits if hit.kind not in NAMED)
        missed = sentence.kinds - found
        false = Counter(kind for kind in found if kind not in sentence.kinds)
        result.sentences += 1
        result.there += sentence.kinds
        result.missed += missed
        result.false += false
        if missed or false:
            result.wrong.append(sentence.text)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A text, what it says of a person, and where the name stands if that is marked."""

    text: str
    kind: str
    name: tuple[int, int] | None


@dataclass(slots=True)
class NamedScore:
    """The texts of a set by how they were judged."""

    none: int = 0
    there: Counter[str] = field(default_factory=Counter)
    missed: list[Saying] = field(default_factory=list)
    false: list[Saying] = field(default_factory=list)
    other: list[Saying] = field(default_factory=list)
    elsewhere: list[Saying] = field(default_factory=list)


def sayings(path: Path) -> Iterator[Saying]:
    """Yield the labelled sentences about persons."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#") and line != "text\tkind":
            marked, kind = line.split("\t")
            mark = re.search(r"\[(.+?)\]", marked)
            name = (mark.start(), mark.end() - 2) if mark else None
            yield Saying(text=re.sub(r"[][]", "", marked), kind=kind, name=name)


def named_score(path: Path) -> NamedScore:
    """Return how a set about persons is judged."""
    result = NamedScore()
    for saying in sayings(path):
        hits = [each for each in personal_data(saying.text) if each[0].kind in NAMED]
        if saying.kind == "none":
            result.none += 1
            result.false += [saying] if hits else []
            continue
        result.there[saying.kind] += 1
        kinds = {hit.kind.value for hit, _, _ in hits}
        result.missed += [] if hits else [saying]
        result.other += [saying] if hits and saying.kind not in kinds else []
        result.elsewhere += [saying] if hits and not _is_at(saying.name, hits) else []
    return result


def _is_at(name: tuple[int, int] | None, hits: Sequence[tuple[Hit, int, int]]) -> bool:
    return name is None or any(start <= name[0] and name[1] <= end for _, start, end in hits)


def show_named(paths: Sequence[Path]) -> None:
    """Print how sets about persons are judged."""
    for path in paths:
        result = named_score(path)
        there = result.there.total()
        print(
            f"{path.name}: missed {len(result.missed)} of {there}"
            f" ({len(result.missed) / max(1, there):.1%}), other kind {len(result.other)},"
            f" false alarms {len(result.false)} of {result.none}"
            f" ({len(result.false) / max(1, result.none):.1%})"
        )
        for title in ("missed", "false", "other"):
            for saying in getattr(result, title):
                print(f"  {title:6} {saying.kind:9} {saying.text}")


def show_hits(paths: Sequence[Path]) -> None:
    """Print every hit in files of texts, one a line; what stands behind a tab is left out."""
    lines = [line.split("\t")[0] for path in paths for line in path.read_text().splitlines()]
    found = [(hit, line[a:b]) for line in lines for hit, a, b in personal_data(line)]
    for hit, piece in found:
        print(f"  {hit.kind:17} {piece}")
    print(f"{len(lines)} lines, {len(found)} hits")


def main(arguments: Sequence[str]) -> None:
    """Print a table for each set."""
    if arguments[:1] == ["--hits"]:
        show_hits([Path(argument) for argument in arguments[1:]])
        return
    if arguments[:1] == ["--named"]:
        given = [Path(argument) for argument in arguments[1:]]
        show_named(given or [DATA / name for name in NAMED_SETS])
        return
    for path in [Path(argument) for argument in arguments] or [DATA / name for name in SETS]:
        result = score(path)
        print(f"{path.name}: {result.sentences} sentences")
        for kind in Kind:
            if result.there[kind] or result.false[kind]:
                print(
                    f"  {kind:17} {SEVERITIES[kind]:5} there {result.there[kind]:3}"
                    f"  missed {result.missed[kind]:2}  false alarms {result.false[kind]:2}"
                )
        for text in result.wrong:
            print(f"  ! {text!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
