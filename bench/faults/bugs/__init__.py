"""The bugs that are planted, by what brings them out."""

from __future__ import annotations

from bench.faults.bugs import clocks, deaths, loads

MUTANTS = (*deaths.MUTANTS, *clocks.MUTANTS, *loads.MUTANTS)
