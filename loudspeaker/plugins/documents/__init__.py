"""Papers of the commune: registered, signed, exchanged, and from a paper to the air."""
