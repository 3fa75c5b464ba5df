"""Where the pages listen, and that the process ends as it should."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.errors import DeviceFailure
from loudspeaker.web.serving import address_of, listen


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_taken_port_is_refused_with_its_name(taken: int) -> None:
    with pytest.raises(DeviceFailure) as caught:
        listen("127.0.0.1", taken, others=False)
    assert caught.value.device == f"127.0.0.1:{taken}"


def test_or_the_next_one_is_taken(taken: int) -> None:
    with listen("127.0.0.1", taken, others=True) as first:
        port = first.getsockname()[1]
        assert port != taken
        with listen("127.0.0.1", port, others=True) as second:
            assert second.getsockname()[1] not in {taken, port}  # never shared


def test_at_the_last_port_any_free_one_is_taken() -> None:
    with listen("127.0.0.1", 65_535, others=True), listen("127.0.0.1", 65_535, others=True) as it:
        assert it.getsockname()[1] != 65_535


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(DeviceFailure):
        listen("192.0.2.1", 8080, others=True)


def test_where_the_pages_are() -> None:
    with listen("127.0.0.1", 18_300, others=True) as made:
        port = made.getsockname()[1]
        assert address_of(made) == f"http://127.0.0.1:{port}/"
    with listen("0.0.0.0", 18_300, others=True) as made:
        assert address_of(made).startswith("http://127.0.0.1:")


@pytest.mark.slow
def test_a_real_server_gives_pages_and_stretches_of_sound() -> None:
    from tests.web.test_chromium import _served  # noqa: PLC0415

    serving = _served("usual")
    site = next(serving)
    try:
        with urllib.request.urlopen(f"{site}/thong-bao/a31.1") as answer:
            assert "Điện lực" in answer.read().decode()
        wanted = urllib.request.Request(f"{site}/thong-bao/a31.1/tieng.wav")
        wanted.add_header("Range", "bytes=100-199")
        with urllib.request.urlopen(wanted) as answer:
            assert (answer.status, len(answer.read())) == (206, 100)
    finally:
        serving.close()


def test_the_files_of_the_pages_are_in_the_package() -> None:
    import loudspeaker.web  # noqa: PLC0415

    folder = Path(loudspeaker.web.__file__).parent
    assert {"base.css", "icon.svg", "sw.js"} <= {
        path.name for path in (folder / "static").iterdir()
    }
    assert (folder / "templates" / "base.html").exists()
