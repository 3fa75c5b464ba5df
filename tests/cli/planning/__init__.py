"""Tests of loudspeaker.cli.planning."""
