"""Dossiers as values: codes, the ten national states, the clock, hand-overs, people."""
