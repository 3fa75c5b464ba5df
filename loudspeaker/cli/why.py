"""``loudspeaker why``: one sentence about one announcement."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.decide import IdArgument
from loudspeaker.cli.output import say, show
from loudspeaker.errors import NotFound, ProcessUnavailable
from loudspeaker.sentences.fate import fate
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment

PATIENCE_S = 1.0


def why(item: IdArgument) -> None:
    """Ask the station, or read the as-run log when it is down."""
    call = current()
    try:
        facts = _from_station(call, item)
    except ProcessUnavailable as error:
        facts = _from_log(call, item, error)
    sentence = fate(facts)
    if facts.get("next"):
        text = _("Its next time is {due}.")
        sentence = f"{sentence} {text.format(due=moment(facts['next']))}"
    show({**facts, "sentence": sentence}, lambda document: say(document["sentence"]))


def _from_station(call: Call, item: str) -> dict[str, Any]:
    details: dict[str, Any] = call.station.call(
        "why", timeout_s=PATIENCE_S, id=item, **call.identity
    )
    air = details.pop("air") or {}
    newest, following = _that_counts(details)
    return {
        **details,
        **newest,
        "next": following,
        "stopped_since": air.get("stopped_since"),
    }


def _that_counts(details: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """Return the airing to tell about and the next due time of an announcement that recurs."""
    if details["schedule"] is None and not details.get("every_min"):
        return {"aired_at": details["occurrences"][-1]["aired_at"]}, None
    timed = [each for each in details["occurrences"] if each["due"]]
    begun = [each for each in timed if each["due"] <= details["now"]]
    ahead = [each["due"] for each in timed if each["due"] > details["now"]]
    if details["state"] == "draft" or not timed:
        return {"aired_at": None}, None
    newest = begun[-1] if begun else timed[0]
    keys = ("state", "reason", "due", "aired_at", "mourning_until")
    return {key: newest.get(key) for key in keys}, min(ahead, default=None)


def _from_log(call: Call, item: str, unavailable: ProcessUnavailable) -> dict[str, Any]:
    """Return what the newest record says; NotFound, or ``unavailable`` when there is no log."""
    # The usual way is above.
    from loudspeaker.station.outcomes import CHANGES_NOTHING, state_after  # noqa: PLC0415
    from loudspeaker.store.asrun_reading import read_records  # noqa: PLC0415
    from loudspeaker.store.titles import read_titles  # noqa: PLC0415

    wanted = item.strip().lower()
    for path in call.home.spool.glob("*.json"):
        if wanted and path.stem.startswith(wanted):
            return _spooled(path.stem)
    if not call.home.asrun_log.exists():
        raise unavailable
    records = [
        record
        for record in read_records(call.home.asrun_log)
        if str(record["item"]).startswith(wanted) and record["event"] not in CHANGES_NOTHING
    ]
    if not records or not wanted:
        raise NotFound(kind="item", name=item, known=[])
    newest = records[-1]
    starts = [r["wall"] for r in records if r["event"] == "start"]
    named = read_titles(call.home.database).get(newest["item"])
    return {
        **{name: newest[name] for name in ("due", "reason", "points", "author", "approver")},
        "approver_for": newest.get("approver_for"),
        "id": newest["item"],
        "title": named.title if named else newest["item"],
        "state": state_after(newest).value,
        "aired_at": starts[-1] if starts else None,
        "record": newest,
    }


def _spooled(item: str) -> dict[str, Any]:
    return {"id": item, "title": item, "state": "spooled", "due": None, "points": []}
