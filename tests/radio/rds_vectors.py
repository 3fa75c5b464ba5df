"""Groups as ``word:check`` for blocks 1 to 4; two independent decoders accepted each of them.

All have PI 7F2B, TP set and PTY 3, except 9A with PTY 31.
"""

from __future__ import annotations

from loudspeaker.radio.rds import Group, check_words

EXPECTED = {
    "0A": "7F2B:0FD 0460:018 E0CD:1E9 4441:1AD",
    "0A TA": "7F2B:0FD 0470:3A7 E0CD:1E9 4441:1AD",
    "0B": "7F2B:0FD 0C61:2F8 7F2B:351 4920:211",
    "1A ECC": "7F2B:0FD 1460:313 00F2:33B 0000:1B4",
    "1A language": "7F2B:0FD 1460:313 3046:1D4 0000:1B4",
    "1A EWS": "7F2B:0FD 1460:313 7001:292 0000:1B4",
    "2A": "7F2B:0FD 2460:3B7 5468:207 6F6E:06D",
    "3A FF01": "7F2B:0FD 3476:32C 0001:0D1 FF01:374",
    "3A RT+": "7F2B:0FD 3476:32C 0000:168 4BD7:31E",
    "4A": "7F2B:0FD 4461:346 CE9E:294 078E:0E2",
    "6A": "7F2B:0FD 6475:00B BEEF:021 1234:122",
    "9A": "7F2B:0FD 97E5:08A CAFE:314 F00D:267",
    "10A": "7F2B:0FD A460:3C0 4341:365 4E48:1F6",
    "11A": "7F2B:0FD B475:190 BEEF:021 1234:122",
    "11B": "7F2B:0FD BC6A:3E3 7F2B:351 1234:122",
}


def written(group: Group) -> str:
    """Return a group as the vectors are written."""
    words = zip(group.blocks, check_words(group.blocks), strict=True)
    return " ".join(f"{word:04X}:{check:03X}" for word, check in words)
