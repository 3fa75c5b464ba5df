"""Where bytes meet ports."""
