"""All wiring: which process is made of what, and the order of start and stop."""
