"""Tests of loudspeaker.system."""
