"""A second opinion on RDS: gr-rds reads a composite WAV file, sharing no code with us.

    /usr/bin/python3 gnuradio_decoder.py F.wav

Prints every group whose four check words are right, 16 hexadecimal digits a line; gr-rds corrects
nothing.  Runs with the system's Python, for which Debian packages GNU Radio (``apt-get install
gr-rds``); ends with status 77 where that is missing.
"""

from __future__ import annotations

import math
import sys
import time
from typing import Any

NOT_INSTALLED = 77
try:
    import pmt
    import rds
    from gnuradio import analog, blocks, digital, gr
    from gnuradio import filter as filters
    from gnuradio.filter import firdes
except ImportError as missing:
    print(missing, file=sys.stderr)  # noqa: T201 - a program
    sys.exit(NOT_INSTALLED)

CARRIER_HZ = 57_000
SYMBOL_RATE_HZ = 2375
BASEBAND_HZ = 19_000  # eight samples a symbol
DECIMATION = 8
GROUP_DIGITS = 16
QUIET_S = 0.3


class Listener(gr.basic_block):  # type: ignore[misc]  # GNU Radio has no types
    """Keeps the groups of the decoder's messages."""

    def __init__(self) -> None:
        gr.basic_block.__init__(self, "listener", None, None)
        self.groups: list[str] = []
        self.message_port_register_in(pmt.intern("in"))
        self.set_msg_handler(pmt.intern("in"), self._take)

    def _take(self, message: Any) -> None:
        content = bytes(pmt.u8vector_elements(pmt.cdr(message)))
        self.groups.append(content.hex()[:GROUP_DIGITS].upper())

    def wait(self) -> None:
        """Wait until no more messages come: they may be behind the samples."""
        seen = -1
        while seen < len(self.groups):
            seen = len(self.groups)
            time.sleep(QUIET_S)


class Receiver(gr.top_block):  # type: ignore[misc]
    """The chain of gr-rds' own example: to baseband, matched filter, symbols, bits, groups."""

    def __init__(self, path: str) -> None:
        gr.top_block.__init__(self)
        self.listener = Listener()
        source = blocks.wavfile_source(path, False)
        decoder = rds.decoder(False, False)
        self.connect(source, *baseband(source.sample_rate()), *symbols(), decoder)
        self.msg_connect(decoder, "out", self.listener, "in")


def baseband(rate_hz: int) -> list[Any]:
    """Return what brings the subcarrier to 0 Hz at eight samples a symbol."""
    taps = firdes.low_pass(1.0, rate_hz, 7500, 5000)
    matched = firdes.root_raised_cosine(1, BASEBAND_HZ, SYMBOL_RATE_HZ, 1, 151)
    level = analog.agc_cc(0.001, 0.3, 1)
    level.set_max_gain(1000)
    common = math.gcd(BASEBAND_HZ, rate_hz // DECIMATION)
    return [
        filters.freq_xlating_fir_filter_fcf(DECIMATION, taps, CARRIER_HZ, rate_hz),
        filters.rational_resampler_ccc(
            interpolation=BASEBAND_HZ // common, decimation=rate_hz // DECIMATION // common
        ),
        filters.fir_filter_ccf(1, matched),
        level,
    ]


def symbols() -> list[Any]:
    """Return what makes bits of it: two symbols each, coded by their difference."""
    points = digital.constellation_bpsk().base()
    return [
        digital.symbol_sync_cc(
            digital.TED_ZERO_CROSSING, BASEBAND_HZ / SYMBOL_RATE_HZ, 0.01, 1.0, 1.0, 0.1, 1,
            points, digital.IR_MMSE_8TAP, 128, [],
        ),
        digital.constellation_receiver_cb(points, 0.0628, -0.01, 0.01),
        blocks.keep_one_in_n(gr.sizeof_char, 2),
        digital.diff_decoder_bb(2),
    ]  # fmt: skip


def main() -> None:
    """Decode the file named by the argument."""
    receiver = Receiver(sys.argv[1])
    receiver.run()
    receiver.listener.wait()
    print("\n".join(receiver.listener.groups))  # noqa: T201 - a program


if __name__ == "__main__":
    main()
