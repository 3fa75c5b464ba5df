"""All ways to open a point without a key, each as groups that a receiver gets whole.

None of them is one of the weaknesses that docs/reference/point-protocol.md tells of: those are
measured in ``weaknesses``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bench.faults.radio.forgeries import (
    bits_flipped,
    bits_flipped_on_the_way,
    blocks_not_received,
    fields_edited,
    holds_and_others,
    indices_permuted,
    keys_of_others,
    noise,
    opens_of_others,
    other_groups,
    other_programme,
    other_versions_and_operations,
    spliced,
    spliced_for_long,
    tags_invented,
    toggles_mixed,
    truncated,
    wrongly_keyed,
)
from bench.faults.radio.replays import (
    delayed,
    groups_shuffled,
    reordered,
    replayed,
    replayed_in_step,
    runs_forged,
    runs_out_of_step,
    runs_too_short,
)
from bench.faults.radio.tape import Played, Tape, missed_open, once

Attack = Callable[[Tape], Iterable[Played]]
ANY: tuple[Attack, ...] = (
    bits_flipped,
    bits_flipped_on_the_way,
    fields_edited,
    tags_invented,
    other_versions_and_operations,
    indices_permuted,
    toggles_mixed,
    other_programme,
    other_groups,
    blocks_not_received,
    truncated,
    spliced,
    spliced_for_long,
    wrongly_keyed,
    keys_of_others,
    opens_of_others,
    holds_and_others,
    replayed,
    replayed_in_step,
    reordered,
    groups_shuffled,
    runs_forged,
    noise,
)
"""Against every receiver, also one without a clock."""
WITH_CLOCK: tuple[Attack, ...] = (delayed, runs_out_of_step, runs_too_short)
"""Against receivers that have heard the station since their power came on."""


def genuine(tape: Tape) -> Iterable[Played]:
    """Send the command itself, as the station does: proof that the point can be opened."""
    return once(tape, missed_open(tape))
