"""A village in which the fitter has been at some points only: every point follows all the same."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator

import pytest

from loudspeaker.bootstrap.init import equip_village
from loudspeaker.bootstrap.secrets import read_key_book
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.sender import EncoderPoints
from loudspeaker.radio.key_book import KeyBook, to_text
from tests.contracts.test_points import Carrier, open_points
from tests.devices.encoder_driver import make_points
from tests.devices.pty_peer import wait_until
from tests.devices.village import Village

pytestmark = pytest.mark.slow
ENROLLED, ON_THE_WAY = (2, 3, 11), 5
ALL = set(range(1, 12))


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    made = Village(tmp_path_factory.mktemp("village") / "home")
    settings = load_settings(made.home)
    book = read_key_book(made.home.master_key).changed(
        secrets.token_bytes(32), settings.hardware.points.plan.numbers
    )
    for number in ENROLLED:
        book = book.card_made(number).enrolled(number)
    made.home.master_key.write_text(to_text(book.card_made(ON_THE_WAY)))
    equip_village(made.home, settings)
    made.start()
    yield made
    made.close()


@pytest.fixture
def points(village: Village) -> Iterator[EncoderPoints]:
    made, carrier = make_points(village), Carrier(village)
    wait_until(lambda: made.problem() is None)
    yield made
    made.close()
    carrier.close()


def out(dispatch: Dispatch) -> None:
    wait_until(lambda: dispatch.has_all_out(time.monotonic_ns()), 15.0)
    assert dispatch.problem is None
    time.sleep(0.2)


def test_any_set_of_points_opens_exactly_and_is_held(
    village: Village, points: EncoderPoints
) -> None:
    mark = village.mark
    for wanted in ({2, 4}, {5}, {1, 6, 11}, ALL):
        out(points.open(sorted(wanted), ttl_s=120.0, copies=1))
        assert open_points(village, mark) == wanted
        if wanted != ALL:
            out(points.close_all(copies=1))
            assert open_points(village, mark) == set()
    for _ in range(7):
        points.hold(copies=2)
        time.sleep(1.4)
    assert open_points(village, mark) == ALL, "nobody mutes after six seconds"
    out(points.set_volume([3, 4], 33, copies=1))
    told = village.events("point", since=mark)
    assert {event["n"] for event in told if event["volume"] == 33} == {3, 4}
    out(points.all_stop(copies=1))
    assert open_points(village, mark) == set()
    assert {event["rejected"] for event in told if event["rejected"]} == {"badtag"}


def test_the_new_key_alone_reaches_those_that_were_enrolled(village: Village) -> None:
    book = read_key_book(village.home.master_key)
    done = KeyBook(master=book.master, epoch=book.epoch)
    points, carrier = make_points(village, keys=lambda: done), Carrier(village)
    wait_until(lambda: points.problem() is None)
    mark = village.mark
    out(points.open(sorted(ALL), ttl_s=120.0, copies=1))
    assert open_points(village, mark) == set(ENROLLED)
    out(points.close_all(copies=1))
    points.close()
    carrier.close()
