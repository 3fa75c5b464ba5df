"""The off-air watch: a receiver on our own frequency, compared with what was sent."""
