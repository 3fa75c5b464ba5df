"""The Modbus driver against a library's server, as far as that knows our requests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import ModbusSerialServer

from loudspeaker.devices.modbus_line import ModbusLine
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.modbus import ModbusSettings, ModbusTransmitter
from loudspeaker.devices.transmitter.registers import Register
from loudspeaker.errors import DeviceFailure
from loudspeaker.system.time import SystemTime
from tests.devices.pty_peer import Cable


class LibraryServer:
    """pymodbus's server in a thread of its own: relay 0 is on, 30.5 W go forward."""

    def __init__(self, port: str) -> None:
        self._port = port
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    async def _serve(self) -> None:
        coils = ModbusSequentialDataBlock(1, [1] * 8)  # type: ignore[no-untyped-call]
        meters = ModbusSequentialDataBlock(1, [305, 12])  # type: ignore[no-untyped-call]
        device = ModbusDeviceContext(co=coils, ir=meters)
        self._loop = asyncio.get_running_loop()
        self._server = ModbusSerialServer(
            ModbusServerContext(device, single=True), port=self._port, baudrate=9600
        )
        self._over = asyncio.Event()
        await self._server.serve_forever(background=True)
        self._ready.set()
        await self._over.wait()
        await self._server.shutdown()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()


@pytest.fixture
def port() -> Iterator[Path]:
    cable = Cable()
    server = LibraryServer(cable.far)
    yield Path(cable.near)
    server.close()
    cable.close()


def test_a_librarys_server_understands_what_it_knows(port: Path) -> None:
    registers = {"forward_w": Register(address=0, table="input", scale=0.1)}
    settings = ModbusSettings(unit=1, relay=0, deadman_s=2.0, registers=registers)
    line = ModbusLine(port, baud=9600, parity="N", time=SystemTime())
    transmitter = ModbusTransmitter(line, settings)
    assert transmitter.reading() == Reading(keyed=True, forward_w=30.5)
    transmitter.off()
    assert transmitter.reading().keyed is False
    with pytest.raises(DeviceFailure, match="exception_code=2"):  # knows no timed relay
        transmitter.arm()
    transmitter.close()
