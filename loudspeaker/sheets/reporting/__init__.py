"""The monthly report: gathered from the log, told, and put on paper."""
