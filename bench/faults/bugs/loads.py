"""Bugs that show under bad voices, stalled sound, broken disks and many people."""

from __future__ import annotations

from dataclasses import replace

from bench.faults.bugs.deaths import HEARTBEAT
from bench.faults.planting import Mutant

MUTANTS = (
    replace(
        HEARTBEAT,
        name="a timer keeps the carrier up while the sound stalls",
        caught_as=frozenset(),
        told_as=frozenset({"carrier without sound"}),
        row="stalls",
        arguments=("--stalls", "3"),
    ),
    Mutant(
        name="silence passes for speech",
        file="loudspeaker/audio/finish.py",
        original="""    if not len(speech):
        raise SoundRefused(path="", problem="silent")
""",
        planted="""    if not len(speech):
        return silence(2000.0) + 1e-4
""",
        told_as=frozenset({"silent:"}),
        row="voices",
        arguments=("--faults", "3"),
    ),
    Mutant(
        name="a voice that crashes takes the station with it",
        file="loudspeaker/system/worker.py",
        original="""            except ChildTrouble as trouble:
""",
        planted="""            except ChildTrouble as trouble:
                import os
                os._exit(1)
""",
        told_as=frozenset({"station has died"}),
        row="voices",
        arguments=("--faults", "2"),
    ),
    Mutant(
        name="an emergency waits for the disk",
        file="loudspeaker/air/ledger.py",
        original="""            if rundown.priority is not Priority.EMERGENCY:
                raise
            self._debts.owe_start(body)
""",
        planted="""            raise
""",
        told_as=frozenset({"is not heard"}),
        row="full_disk",
        arguments=("--faults", "3"),  # the third disk takes nothing, and an emergency waits
    ),
    Mutant(
        name="what could not be kept is answered all the same",
        file="loudspeaker/station/desk.py",
        original="""                self._items.add(item, first, key=key)
""",
        planted="""                import contextlib
                with contextlib.suppress(Exception):
                    self._items.add(item, first, key=key)
""",
        told_as=frozenset({"announce on a broken disk ends with 0"}),
        row="full_disk",
        arguments=("--faults", "1"),
    ),
    Mutant(
        name="the reserve is never given up",
        file="loudspeaker/station/room.py",
        original="""        self._spare.make_room()
""",
        planted="",
        told_as=frozenset({"emergency approve ends 74"}),
        row="full_disk",
        arguments=("--faults", "1"),
    ),
    Mutant(
        name="what is ordinary takes the reserve",
        file="loudspeaker/station/room.py",
        original="""            self.enter_urgent()
        elif not""",
        planted="""            self.enter_urgent()
        elif False and not""",
        told_as=frozenset({"announce on a broken disk ends with 0"}),
        row="full_disk",
        arguments=("--faults", "1"),
    ),
    Mutant(
        name="the key is ignored",
        file="loudspeaker/cli/announce.py",
        original="""    if key is None:
        return {"id": new_id()}
""",
        planted="""    return {"id": new_id()}
""",
        told_as=frozenset({"answered"}),
        row="crowd",
        arguments=("--people", "4", "--each", "5"),
    ),
    Mutant(
        name="an emergency waits for every copy of its command",
        file="loudspeaker/air/airing.py",
        original="""        urgent = self.rundown.priority is Priority.EMERGENCY
        if urgent:""",
        planted="""        urgent = False
        if urgent:""",
        told_as=frozenset({"most_tone_s"}),
        row="backlog",
        arguments=("--queued", "20", "--emergencies", "1", "--looks", "3"),
    ),
    Mutant(
        name="an emergency waits behind what is on its way to the points",
        file="loudspeaker/air/airing.py",
        original="            deck.points.give_way()\n",
        planted="            pass\n",
        told_as=frozenset({"most_tone_breaking_in_s"}),
        row="backlog",
        arguments=("--queued", "20", "--emergencies", "8", "--looks", "3"),
    ),
    Mutant(
        name="sound files stay open",
        file="loudspeaker/air/feeder.py",
        original="""        for file in self._files.values():
            file.close()
""",
        planted="""        Feeder.kept = [*getattr(Feeder, "kept", []), self._files]
""",
        told_as=frozenset({"descriptors"}),
        row="soak",
        arguments=("--broadcasts", "4"),
    ),
)
