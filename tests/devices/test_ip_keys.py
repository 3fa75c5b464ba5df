"""Which keys points over IP are commanded with while keys change."""

from __future__ import annotations

from loudspeaker.devices.points.ip_keys import HeldKeys
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.radio.addressing import EVERYONE, point_address
from loudspeaker.radio.command_batch import IP_NETWORK, commands_in
from loudspeaker.radio.commands import Operation, command_from_bytes, tag_is_right
from loudspeaker.radio.key_book import KeyBook
from tests.devices.ip_driver import FakeBridge, make_ip_points
from tests.devices.moments import NOON

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
BEFORE = KeyBook(master=OLD)
CHANGING = BEFORE.changed(NEW, [11, 12, 13]).enrolled(11).card_made(12)


def test_each_point_is_signed_with_what_it_surely_holds() -> None:
    keys = HeldKeys(lambda: CHANGING)
    assert keys.changing
    assert keys.derive("point:11") == CHANGING.current.derive("point:11")
    for number in (12, 13):
        assert keys.derive(f"point:{number}") == BEFORE.current.derive(f"point:{number}")
    assert keys.for_address(point_address(13)) == BEFORE.current.derive("point:13")
    assert keys.for_address(EVERYONE) == CHANGING.current.derive("all")


def test_reports_may_be_signed_with_the_new_key_once_a_card_is_out() -> None:
    keys = HeldKeys(lambda: CHANGING)
    assert [len(keys.of_reports(number)) for number in (11, 12, 13)] == [1, 2, 1]
    assert keys.of_reports(12)[1] == CHANGING.current.derive("point:12")


def test_without_a_change_there_is_one_key_for_all() -> None:
    keys = HeldKeys(lambda: BEFORE)
    assert not keys.changing
    assert keys.derive("all") == BEFORE.current.derive("all")
    assert keys.of_reports(12) == (BEFORE.current.derive("point:12"),)


def test_what_is_for_all_goes_to_each_by_itself_while_keys_change() -> None:
    clock = StandingClock(NOON)
    bridge = FakeBridge(clock)
    points = make_ip_points(bridge, clock, book=CHANGING)
    message = points._command(Operation.HOLD).make(7)
    points.close()
    keys = HeldKeys(lambda: CHANGING)
    reached = set()
    for signed in commands_in(message):
        command = command_from_bytes(signed[:8])
        assert command is not None
        assert tag_is_right(signed, key=keys.for_address(command.address), pi=IP_NETWORK)
        reached.add(command.address)
    assert reached == {point_address(number) for number in points.numbers}
