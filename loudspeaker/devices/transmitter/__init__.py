"""Drivers that switch and measure the transmitter."""
