"""From a paper to a draft announcement: its own sentences in a frame, each with its source."""
