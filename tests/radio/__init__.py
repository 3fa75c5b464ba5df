"""Tests of the radio codecs."""
