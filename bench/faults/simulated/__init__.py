"""A whole station and its playout in one thread on one standing clock.

The parts are the product's own, from the text of a schedule file to the blocks of sound; what is
simulated is what surrounds them: clock, voice, alarm clock, sound card, transmitter, points, and
the two processes, which can be killed at any instant and started again on the same files.
"""
