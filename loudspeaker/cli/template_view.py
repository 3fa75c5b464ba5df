"""A template file looked at without a running station: valid, and how it is read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from loudspeaker.cli.timetable_view import timetable_of
from loudspeaker.config.templates import check_targets, load_template
from loudspeaker.station.drafting import script_of
from loudspeaker.station.templates import content_of
from loudspeaker.system.home import Home


def checked(home: Home, path: Path) -> dict[str, Any]:
    """Return what a template says with its examples, and its drill.

    Raises ConfigurationRefused (the file), TextRefused (what is to be said).
    """
    timetable = timetable_of(home)
    facts, drafting = timetable.facts, timetable.drafting
    loaded = load_template(path)
    check_targets(loaded, facts.plan, tuple(facts.voices), is_barred=facts.is_barred)
    template = loaded.sounding(facts.station.siren)
    content = content_of(drafting, template, template.examples())
    drill = content_of(drafting, template, {}, drill=True)
    return {
        "file": str(path),
        "title": template.title,
        "template": template.to_values(),
        "sha256": template.sha256(),
        "points": list(content.points),
        "repeat": content.repeat,
        "script": script_of(content).spoken,
        "drill_script": script_of(drill).spoken,
        "duration_estimate_s": round(drafting.duration_s(content), 1),
        "audit": [asdict(finding) for finding in drafting.audit(content)],
    }
