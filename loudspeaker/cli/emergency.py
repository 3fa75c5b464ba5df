"""``loudspeaker emergency`` and ``drill``: a template on air, released by one person."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.draft_options import PointsOption, ZoneOption
from loudspeaker.cli.emergency_options import (
    PATIENCE_S,
    ConfirmOption,
    KeyOption,
    SetOption,
    TemplateArgument,
    asked_for,
    values_of,
    word_typed,
)
from loudspeaker.cli.output import is_asked, note, say, show, visible
from loudspeaker.cli.released import headline, show_plan
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.station.ids import id_of, new_id

UNCONFIRMED = UsageRefused.exit_code


def emergency(
    template: TemplateArgument,
    fields: SetOption = None,
    *,
    points: PointsOption = None,
    zone: ZoneOption = None,
    confirm: ConfirmOption = None,
    key: KeyOption = None,
) -> int:
    """Air an approved template now; what it will say is shown, and its word typed, first."""
    wish = {"template": template, "points": points, "zone": zone}
    return _run(wish, values_of(fields), confirm, key)


def drill(
    template: TemplateArgument,
    fields: SetOption = None,
    *,
    points: PointsOption = None,
    zone: ZoneOption = None,
    confirm: ConfirmOption = None,
    key: KeyOption = None,
) -> int:
    """Rehearse a template: within the allowed hours, and always said to be a drill."""
    wish = {"template": template, "points": points, "zone": zone, "drill": True}
    return _run(wish, values_of(fields), confirm, key)


def _run(wish: dict[str, Any], values: dict[str, str], confirm: str | None, key: str | None) -> int:
    call = current()
    drill = bool(wish.get("drill"))
    given = {name: value for name, value in wish.items() if value is not None}
    if confirm is not None:
        return _release(call, {**given, "values": values}, confirm, key)
    request = {**given, "values": asked_for(call, wish["template"], values, drill=drill)}
    plan = call.station.call("emergency_plan", timeout_s=PATIENCE_S, **request, **call.identity)
    show(plan, show_plan)
    if not is_asked():
        note(_not_aired(plan))
        return UNCONFIRMED
    word = word_typed(plan["confirm"])
    if not word:
        say(_("Nothing was aired."))
        return 1
    return _release(call, {**request, "content_sha256": plan["content_sha256"]}, word, key)


def _speaks(call: Call, row: dict[str, Any]) -> int:
    """Go on with the microphone where a person sits at the terminal."""
    from loudspeaker.cli.live_speaking import speak  # noqa: PLC0415 - PortAudio

    return speak(call, row["id"], device=None, talk=False, source=None)


def _not_aired(plan: dict[str, Any]) -> str:
    text = _("Nothing was aired. To air exactly this, add: --confirm “{word}”")
    return text.format(word=visible(plan["confirm"]))


def _release(call: Call, request: dict[str, Any], word: str, key: str | None) -> int:
    known = {"id": new_id()} if key is None else {"id": id_of(key, kind=b"release"), "key": key}
    answer = call.station.call(
        "emergency", timeout_s=PATIENCE_S, confirm=word, **request, **known, **call.identity
    )
    show(answer, _released)
    return _speaks(call, answer) if answer["kind"] == "live" and is_asked() else 0


def _released(row: dict[str, Any]) -> None:
    ready = _("READY: “{title}” ({id})")
    say(headline(row, ready if row["kind"] == "live" else _("ON ITS WAY: “{title}” ({id})")))
    if row["kind"] == "live":
        say(
            _("Now speak, within 10 minutes: loudspeaker live speak {id}").format(
                id=visible(row["id"])
            )
        )
    elif row["kind"] == "drill":
        say(_("It says at its beginning and its end that it is a drill."))
    elif row["every_min"]:
        text = _("It is aired again every {every} minutes, for {lasts} minutes in all.")
        say(text.format(every=row["every_min"], lasts=row["lasts_min"]))
    item = visible(row["id"])
    say(_("To end it: loudspeaker cancel {id}").format(id=item))
    text = _("Within 24 hours a second person looks at it: loudspeaker review {id}")
    say(text.format(id=item))
