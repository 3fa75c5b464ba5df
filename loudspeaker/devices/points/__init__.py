"""Drivers that carry point commands to the radio data encoder."""
