"""The pages about roles and faults say what the program's tables say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.config.roles import AIR_RULES, STATION_RULES, Rule
from loudspeaker.model import Role
from loudspeaker.plugins.documents import DocumentsPlugin
from loudspeaker.plugins.dossiers import DossiersPlugin
from loudspeaker.plugins.office import OfficePlugin
from loudspeaker.system.fault_kinds import SEVERITIES, Severity

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "roles.md"


def table_of(rules: Mapping[str, Rule], columns: str) -> str:
    """Return the table as it stands on the page."""
    head = f"| Action | {' | '.join(columns)} |\n|---{'|---' * len(columns)}|\n"
    return head + "".join(
        f"| `{name}` | {' | '.join(cells(rule, columns))} |\n".replace("  |", " |")
        for name, rule in rules.items()
        if not rule.anybody
    )


def cells(rule: Rule, columns: str) -> list[str]:
    truths = {
        "E": Role.EDITOR in rule.roles,
        "A": Role.APPROVER in rule.roles,
        "D": rule.delegable,
        "Q": Role.ADMIN in rule.roles,
        "V": Role.VIEWER in rule.roles,
        "P": rule.processes,
    }
    return ["yes" if truths[column] else "" for column in columns]


@pytest.mark.parametrize(
    ("rules", "columns"), [(STATION_RULES, "EADQV"), (AIR_RULES, "EADQVP")], ids=["station", "air"]
)
def test_the_page_shows_the_table(rules: Mapping[str, Rule], columns: str) -> None:
    assert table_of(rules, columns) in PAGE.read_text("utf-8")


@pytest.mark.parametrize("plugin", [OfficePlugin(), DocumentsPlugin(), DossiersPlugin()])
def test_the_page_shows_what_our_plug_ins_let_whom_do(plugin: Any) -> None:
    rules = {action.name: action.rule for action in plugin.register_actions()}
    assert table_of(rules, "EADQV") in PAGE.read_text("utf-8")


def test_only_stop_is_for_anybody() -> None:
    everything = {**{f"station {n}": r for n, r in STATION_RULES.items()}, **AIR_RULES}
    assert [name for name, rule in everything.items() if rule.anybody] == ["stop"]


def test_the_page_about_faults_names_every_code_with_its_level() -> None:
    page = (PAGE.parent / "faults.md").read_text("utf-8")
    for code, severity in SEVERITIES.items():
        assert f"| `{code}` | `{severity}` |" in page
    for level in Severity:
        assert f"| `{level}` |" in page
