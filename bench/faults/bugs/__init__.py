"""The bugs that are planted, by what brings them out."""

from __future__ import annotations

from bench.faults.bugs import accounts, clocks, deaths, loads

MUTANTS = (*deaths.MUTANTS, *clocks.MUTANTS, *loads.MUTANTS, *accounts.MUTANTS)
