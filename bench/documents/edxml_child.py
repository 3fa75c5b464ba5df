"""One half of ``bench.documents.edxml``, in a process of its own that tells what it has held.

python -m bench.documents.edxml_child write FILE SHA256 MESSAGE
python -m bench.documents.edxml_child read MESSAGE FOLDER
python -m bench.documents.edxml_child tree MESSAGE
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from loudspeaker.model import STATION_ZONE

Work = Callable[[], object]


def peak_mb() -> float:
    """Return the most this program has held; ru_maxrss would have the parent's in it."""
    told = Path("/proc/self/status").read_text("ascii")
    return round(int(told.partition("VmHWM:")[2].split()[0]) / 1024, 1)


def write(file: str, sha256: str, message: str) -> Work:
    """Return what writes a message with a file."""
    from loudspeaker.plugins.documents.edxml import outgoing, values  # noqa: PLC0415 - measured

    attachment = values.Attachment(
        content_id="a", content_type="application/pdf", name="a.pdf", sha256=sha256
    )
    paper = values.PaperMessage(
        sender=values.Organisation(code="H03"),
        receivers=(values.Organisation(code="H03.12.25"),),
        code=values.Code(number="15", notation="QĐ-UBND"),
        document="H03,2026/11/23,15/QĐ-UBND",
        subject="Bản đồ quy hoạch",
        type=values.DocumentType(name="Quyết định"),
        promulgated=date(2026, 11, 23),
        traces=values.Traces(
            steps=(values.Trace(organ="H03", at=datetime(2026, 11, 23, tzinfo=STATION_ZONE)),)
        ),
        attachments=(attachment,),
    )
    return lambda: outgoing.write_file(paper, Path(message), lambda _each: Path(file))


def read(message: str, folder: str) -> Work:
    """Return what reads a message."""
    from loudspeaker.plugins.documents.edxml import reader  # noqa: PLC0415 - measured

    return lambda: reader.read_file(Path(message), Path(folder))


def line(message: str, folder: str) -> Work:
    """Return what sends a message to a peer and fetches it again, over HTTP in one process."""
    from loudspeaker.plugins.documents.exchange.line import MessageKind  # noqa: PLC0415
    from tests.plugins.documents.peer import (  # noqa: PLC0415 - measured
        COMMUNE,
        PROVINCIAL,
        running,
    )

    def work() -> bool:
        into = Path(folder) / "fetched.xml"
        with running(Path(folder) / "peer") as station:
            sent = station.line(PROVINCIAL).send(MessageKind.PAPER, Path(message))
            station.line(COMMUNE).fetch(sent, into)
        return into.stat().st_size == Path(message).stat().st_size

    return work


def tree(message: str) -> Work:
    """Return what reads a message as one tree, as the usual programs do."""
    from lxml import etree  # noqa: PLC0415 - measured

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)

    def work() -> bytes:
        root = etree.parse(message, parser)
        return base64.b64decode(root.find(".//{*}ContentTransferEncoded").text)

    return work


def main(half: str, *arguments: str) -> None:
    """Do one half and print its figures."""
    halves: dict[str, Callable[..., Work]] = {
        "write": write,
        "read": read,
        "line": line,
        "tree": tree,
    }
    work = halves[half](*arguments)
    before, began = peak_mb(), time.perf_counter()
    result = work()
    took = time.perf_counter() - began
    if not result:
        raise SystemExit("it did not go well")
    figures = {"before_mb": before, "peak_mb": peak_mb(), "s": round(took, 2)}
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
