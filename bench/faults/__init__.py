"""Faults from outside: processes killed, stopped, starved, and what the village heard of it.

What kills and judges a whole station imports nothing of the package under test: it knows only what
docs/reference tells of the command line, the as-run log and the village's event log.  ``serial``
puts the drivers of the points to the test inside its own process.
"""
