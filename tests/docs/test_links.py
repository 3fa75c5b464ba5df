"""What the documentation names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loudspeaker.bootstrap.plugins import OURS
from loudspeaker.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)")
COMMAND = re.compile(r"^(?:\./run |/opt/loudspeaker/bin/)?loudspeaker ([a-z]+)", re.MULTILINE)


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_shown_exists(page: Path) -> None:
    assert set(COMMAND.findall(page.read_text())) - {*COMMANDS, *OURS} == set()


def test_every_page_can_be_found_from_the_first_one() -> None:
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop().resolve()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        todo += [page.parent / link for link in LINK.findall(page.read_text())]
    assert {page.resolve() for page in PAGES} - seen - {ROOT / "CHANGELOG.md"} == set()
