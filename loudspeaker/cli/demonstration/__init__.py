"""The demonstration: a station of its own, two real announcements, and the proof."""
