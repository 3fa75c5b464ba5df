"""Faults from outside: processes killed, stopped, starved, and what the village heard of it.

Nothing here imports the package under test: it knows only what docs/reference tells of the command
line, the as-run log and the village's event log.
"""
