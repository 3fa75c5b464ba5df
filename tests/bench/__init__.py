"""Tests of the campaigns' own judgement."""
