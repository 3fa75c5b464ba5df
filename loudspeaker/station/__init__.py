"""Use cases: submit, approve, schedule, hand over, remember."""
