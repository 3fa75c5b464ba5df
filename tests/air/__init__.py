"""Tests of loudspeaker.air."""
