"""The simulated transmitter and points, built only on the wire formats."""
