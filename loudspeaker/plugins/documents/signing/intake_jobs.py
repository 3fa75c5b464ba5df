"""What the limited process does with papers: signatures checked, made, and stamped with the time.

Each job takes a dict and gives a dict, both JSON; files go as paths.  It needs no network and, with
its libraries, well under 512 MB.  A PIN is wrapped as soon as it arrives, and is in no log, error
or answer.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from loudspeaker.errors import UsageRefused
from loudspeaker.plugins.documents.signing.arguments import (
    bytes_of,
    certificate_at,
    choice_of,
    content_of,
    file_of,
    key_in,
    moment_of,
    path_of,
    text_of,
    trust_in,
    whole_of,
)
from loudspeaker.plugins.documents.signing.files import write_file
from loudspeaker.plugins.documents.signing.order import Kind, Role, role_of
from loudspeaker.plugins.documents.signing.outcome import Verification
from loudspeaker.plugins.documents.signing.places import Place, between, top_right
from loudspeaker.plugins.documents.signing.saying import line_of, sentence_of
from loudspeaker.plugins.documents.signing.values import to_values

if TYPE_CHECKING:
    from loudspeaker.plugins.documents.signing.sign import Seen


def verify_pdf(arguments: dict[str, Any]) -> dict[str, Any]:
    """Check the signatures of ``path`` against the store ``trust`` at ``moment`` (ISO 8601).

    Answers what ``values.to_values`` has, with ``sentence`` and ``lines`` for people.
    """
    from loudspeaker.plugins.documents.signing.verify import verify  # noqa: PLC0415 - heavy

    found = verify(content_of(arguments, "path"), trust_in(arguments), moment_of(arguments))
    return _told(found)


def sign_pdf(arguments: dict[str, Any]) -> dict[str, Any]:
    """Sign ``path`` as ``role`` at ``moment``; write the signed paper to ``out``.

    ``key``: ``{"library", "token", "label"}`` of a token or ``{"path", "certificate"}`` of a file;
    ``pin``: its PIN or password.  ``kind`` is ``paper`` (default), ``annex`` or ``copy``.
    ``picture`` (PNG) stands between ``title`` and ``name``, or at ``place`` ``{"page", "left",
    "bottom", "width", "height"}`` in points; the seal of a body at the same place goes over it
    (``across_mm``).  ``note``: lines for the upper right corner of page 1.  ``others``: paths of
    certificates between signer and root.

    The level is B-B: what gives a time is asked later (``stamp_time``).  Answers ``out``,
    ``field`` and ``level``; ``place`` where a picture went.  Nothing is written where it fails.
    """
    from loudspeaker.plugins.documents.signing.sign import Order, sign  # noqa: PLC0415 - heavy

    key = key_in(arguments)
    content = content_of(arguments, "path")
    role = choice_of(arguments, "role", Role)
    seen = _seen(arguments, content, is_body=role is Role.BODY)
    order = Order(
        role=role,
        kind=choice_of({"kind": "paper", **arguments}, "kind", Kind),
        moment=moment_of(arguments),
        seen=seen,
        reason=text_of(arguments, "reason"),
        location=text_of(arguments, "location"),
        others=tuple(map(certificate_at, arguments.get("others") or ())),
    )
    signed = sign(content, key, order)
    write_file(path_of(arguments, "out"), signed)
    place = {"place": _place_values(seen.place)} if seen else {}
    return {"out": arguments["out"], "field": _newest(signed), "level": order.level.value, **place}


def stamp_time(arguments: dict[str, Any]) -> dict[str, Any]:
    """Add a time-stamp to the signed paper ``path``, in two steps of ``step``.

    ``prepare`` writes the paper with room for it to ``out`` and answers ``request`` (base64, to be
    sent to the time-stamper by whoever has a network) and ``start`` and ``end``.  ``finish`` takes
    that file as ``path``, those three and ``answer`` (base64), writes the stamped paper to ``out``,
    and answers what ``verify_pdf`` does.  ``with_proofs`` at ``prepare`` puts the store's lists in.
    """
    step = arguments.get("step")
    if step == "prepare":
        return _prepare(arguments)
    if step == "finish":
        return _finish(arguments)
    raise UsageRefused(option="step", problem="prepare or finish")


def _prepare(arguments: dict[str, Any]) -> dict[str, Any]:
    from loudspeaker.plugins.documents.signing.stamp_time import prepare  # noqa: PLC0415 - heavy

    proofs = trust_in(arguments) if arguments.get("with_proofs") is True else None
    prepared = prepare(content_of(arguments, "path"), moment_of(arguments), proofs)
    write_file(path_of(arguments, "out"), prepared.content)
    return {
        "out": arguments["out"],
        "request": base64.b64encode(prepared.request).decode(),
        "start": prepared.start,
        "end": prepared.end,
    }


def _finish(arguments: dict[str, Any]) -> dict[str, Any]:
    from loudspeaker.plugins.documents.signing.stamp_time import (  # noqa: PLC0415 - heavy
        Prepared,
        finish,
    )

    prepared = Prepared(
        content=content_of(arguments, "path"),
        start=whole_of(arguments, "start"),
        end=whole_of(arguments, "end"),
        request=bytes_of(arguments, "request"),
    )
    answer, trust = bytes_of(arguments, "answer"), trust_in(arguments)
    done = finish(prepared, answer, trust, moment_of(arguments))
    write_file(path_of(arguments, "out"), done.content)
    return {"out": arguments["out"], **_told(done.verification)}


def _told(found: Verification) -> dict[str, Any]:
    return {
        **to_values(found),
        "sentence": sentence_of(found),
        "lines": [line_of(each) for each in found.signatures],
    }


JOBS: Final = {"verify_pdf": verify_pdf, "sign_pdf": sign_pdf, "stamp_time": stamp_time}
"""What a plug-in offers to the process, by name."""


# --- what a signature looks like ----------------------------------------------------------------


def _seen(arguments: dict[str, Any], content: bytes, *, is_body: bool) -> Seen | None:
    from loudspeaker.plugins.documents.signing.finding import page_boxes  # noqa: PLC0415 - heavy
    from loudspeaker.plugins.documents.signing.seeing import (  # noqa: PLC0415 - heavy
        note_seen,
        picture_seen,
        seal_seen,
    )

    if note := arguments.get("note"):
        if not isinstance(note, list) or not all(isinstance(line, str) for line in note):
            raise UsageRefused(option="note", problem="not a list of lines")
        return note_seen(content, note, top_right(page_boxes(content)[0]))
    if not arguments.get("picture"):
        return None
    picture = file_of(arguments, "picture", most=2 << 20)
    room = _room(arguments, content)
    if is_body:
        across = arguments.get("across_mm")
        return seal_seen(content, picture, room, across_mm=float(across) if across else None)
    return picture_seen(content, picture, room)


def _room(arguments: dict[str, Any], content: bytes) -> Place:
    from loudspeaker.plugins.documents.signing.finding import title_and_name  # noqa: PLC0415

    given = arguments.get("place")
    if not given:
        return between(
            *title_and_name(content, text_of(arguments, "title"), text_of(arguments, "name"))
        )
    try:
        page = int(given["page"])
        sides = {name: float(given[name]) for name in ("left", "bottom", "width", "height")}
    except (TypeError, ValueError, KeyError):
        raise UsageRefused(option="place", problem="page, left, bottom, width, height") from None
    return Place(page=page, **sides)


def _place_values(place: Place) -> dict[str, float]:
    return {
        "page": place.page,
        "left": place.left,
        "bottom": place.bottom,
        "width": place.width,
        "height": place.height,
    }


def _newest(signed: bytes) -> str:
    from loudspeaker.plugins.documents.signing.reading import (  # noqa: PLC0415 - heavy
        field_names,
        open_paper,
    )

    ours = [name for name in field_names(open_paper(signed).reader) if role_of(name)]
    return ours[-1]
