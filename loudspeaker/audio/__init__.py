"""Sound as values: clips, loudness, limiting, chimes."""
