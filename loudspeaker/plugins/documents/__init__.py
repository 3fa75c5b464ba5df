"""Papers of the commune: registers, and the way from a paper to the air."""
