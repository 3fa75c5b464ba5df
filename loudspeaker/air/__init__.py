"""Playout: rundowns to the transmitter and the points, with a record that stands up."""
