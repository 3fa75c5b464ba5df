"""How many fields of labelled papers are proposed exactly right.

python -m tests.plugins.documents.reading.scoring
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from loudspeaker.plugins.documents.reading.proposal import Proposal, propose
from tests.plugins.documents.reading.papers import Labelled, labelled

CASELESS = frozenset({"type", "position", "urgency", "secrecy"})
FIELDS = tuple(each.name for each in fields(Proposal))


@dataclass(slots=True)
class Score:
    """``there``: labelled; ``right``: proposed so; ``false``: proposed where nothing is."""

    papers: int = 0
    there: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def score(papers: Iterable[Labelled]) -> Score:
    result = Score()
    for paper in papers:
        result.papers += 1
        _add(result, paper, propose(paper.pages))
    return result


def _add(result: Score, paper: Labelled, proposal: Proposal) -> None:
    for name in FIELDS:
        found, wanted = getattr(proposal, name), paper.fields.get(name, "")
        value = found.value if found else ""
        is_right = value == wanted or (name in CASELESS and value.lower() == wanted.lower())
        result.there[name] += bool(wanted)
        result.right[name] += bool(wanted) and is_right
        result.false[name] += bool(value) and not wanted
        if not is_right:
            head = f"{paper.layout} {paper.fields['type']} {paper.fields['number']}"
            result.wrong.append(f"{head}: {name}: {value!r}, not {wanted!r}")


def main() -> None:
    for name in ("tuned.txt", "held_out.txt", "harder.txt"):
        result = score(labelled(name))
        print(f"{name}: {result.papers} papers")  # noqa: T201
        for each in FIELDS:
            line = f"  {each:11} {result.right[each]:3} of {result.there[each]:3}"
            print(line, f"  false {result.false[each]}")  # noqa: T201
        if name == "tuned.txt":
            print("\n".join(result.wrong))  # noqa: T201


if __name__ == "__main__":
    main()
