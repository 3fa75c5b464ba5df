"""A person's name with what is the person's own: a matter, an illness, a debt, a belief."""
