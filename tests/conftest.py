"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# Machines differ and are shared: a slow example is no failure.
settings.register_profile("loudspeaker", deadline=None)
settings.load_profile("loudspeaker")
