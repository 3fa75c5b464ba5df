"""What a disk holds after a power cut, worked out from what was written and flushed before."""
